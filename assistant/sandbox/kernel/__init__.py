"""What Linux's kernel offers to a process that gives rights up: filters of system calls, Landlock, and their numbers.

May import: nothing else of ours."""
