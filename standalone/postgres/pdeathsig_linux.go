package postgres

import "syscall"

// dieWithParent asks the kernel for a fast shutdown of the server when its starter dies. Only
// throw-away clusters want that: nobody would ever come back to adopt them.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGINT }
