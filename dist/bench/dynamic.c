/* An ordinary program, of the C library that its root has: its start costs what that of any program costs. */
#include <stdio.h>

int main(void)
{
    fputs(ANSWER, stdout);
    return 0;
}
