/*
 * signal.h -- being told to stop, by a person or by the clock.
 *
 * The first SIGINT, SIGTERM, SIGHUP or the end of --timeout sets a flag that
 * everything polls; a process that has not ended GRACE_MS later, or is told
 * twice, ends at once.  Either way temporary files are removed.
 */
#ifndef VL_TOOL_SIGNAL_H
#define VL_TOOL_SIGNAL_H

#include <stdatomic.h>
#include <stdbool.h>

struct vl_job;

/*
 * Watch for signals from now on, and for the clock if job->timeout_ms is set;
 * sets job->stop.
 */
void vl_signal_start(struct vl_job *job);

/* The signal that set the flag; SIGALRM is the clock; 0 if none did. */
int vl_signal_taken(void);

/* At a prompt a first SIGINT has all the time it needs; --timeout has not. */
void vl_signal_patient(void);

/* Go on as if that signal had not come; false if it has not. */
bool vl_signal_forget(int signo);

/*
 * Remove this file if the process is ended by a signal.  The handle for
 * vl_signal_unguard(), or -1 if there are too many.
 */
int vl_signal_guard(const char *path);
void vl_signal_unguard(int handle); /* -1 is fine */

#endif
