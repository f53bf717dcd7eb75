"""The whole suite under `strace`: each socket with the test and the program that opened it."""
