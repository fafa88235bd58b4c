// Package codec seals everything that the engine hands to Temporal: payloads
// and failure messages are compressed and encrypted with AES-256-GCM before
// they leave the process, so that the workflow engine's own database and web
// pages hold nothing readable. Keys live in a ring that rotates.
//
// Not covered by any codec, by Temporal's design: workflow IDs, workflow types,
// search attributes and schedule names. None of ours holds personal data.
package codec
