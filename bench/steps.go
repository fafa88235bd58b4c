package main

import "context"

func (b *bench) stepsSeen(ctx context.Context) error { return nil }
