//go:build !linux

package postgres

import "syscall"

// dieWithParent does nothing where the kernel offers no such service.
func dieWithParent(*syscall.SysProcAttr) {}
