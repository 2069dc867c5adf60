SELECT 1 -- one
 + /* two /* nested */ */ 2 AS three;
