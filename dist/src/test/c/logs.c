/* Logs as many messages as its argument says, as fast as it can, and says so. */
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>

int main(int count, char **arguments)
{
    int messages = count > 1 ? atoi(arguments[1]) : 1;
    openlog("logs", LOG_PID, LOG_AUTH);
    for (int i = 1; i <= messages; i++) {
        syslog(LOG_ERR, "message %d\nroot=/forged", i);
    }
    puts("done");
    return 0;
}
