package temporal

// The server's log: a file in the folder, so that the terminal stays with the person.

import (
	"io"
	"path/filepath"
	"sync"

	"go.temporal.io/server/common/log"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"gopkg.in/natefinch/lumberjack.v2"
)

// LogFile is the server's log in the folder for logs.
func LogFile(dir string) string { return filepath.Join(dir, "temporal.log") }

// failure receives the first message that the server considers fatal.
type failure struct {
	once    sync.Once
	message chan string
}

func newFailure() *failure { return &failure{message: make(chan string, 1)} }

// OnWrite takes the place of the exit that a fatal message means by default: the process also
// supervises PostgreSQL and has to stop that in order. The goroutine that cannot go on stays here
// for good: the code under it counts on never coming back, and would turn a polite end of the
// goroutine into a panic.
func (f *failure) OnWrite(entry *zapcore.CheckedEntry, fields []zapcore.Field) {
	f.once.Do(func() {
		message := entry.Message
		for _, field := range fields {
			if err, ok := field.Interface.(error); ok {
				message += ": " + err.Error()
			}
		}
		f.message <- message
	})
	select {}
}

// logFile is a rotating file that stays closed: what a stopped server still mutters would otherwise
// open it again, and bring back a folder that has been removed.
type logFile struct {
	mu     sync.Mutex
	file   *lumberjack.Logger
	closed bool
}

func (l *logFile) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return len(line), nil
	}
	return l.file.Write(line)
}

func (l *logFile) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	return l.file.Close()
}

// newLogger writes warnings and worse, in JSON, to a file that rotates.
func newLogger(dir string, fatal *failure) (log.Logger, func() error) {
	file := &logFile{file: &lumberjack.Logger{Filename: LogFile(dir), MaxSize: 20, MaxBackups: 5, MaxAge: 30}}
	encoding := zap.NewProductionEncoderConfig()
	encoding.EncodeTime = zapcore.RFC3339NanoTimeEncoder
	core := zapcore.NewCore(zapcore.NewJSONEncoder(encoding), zapcore.AddSync(file), zapcore.WarnLevel)
	// A log that cannot be written (a full disk) must not flood the terminal instead.
	unwritable := zap.ErrorOutput(zapcore.AddSync(io.Discard))
	return log.NewZapLogger(zap.New(core, zap.WithFatalHook(fatal), unwritable)), file.Close
}
