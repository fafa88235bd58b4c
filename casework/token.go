package casework

// token.go: how far a program may go that comes in with a person's token. A
// scope only narrows: what the person's posts do not allow, no token does.

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// TokenScope says what a token is good for; each holds those before it.
type TokenScope string

// The scopes, from the least.
const (
	TokenRead  TokenScope = "read"  // see what the person sees
	TokenAct   TokenScope = "act"   // give commands to cases as well
	TokenAdmin TokenScope = "admin" // change who is told by webhooks as well
)

// TokenScopes lists every scope, from the least.
var TokenScopes = []TokenScope{TokenRead, TokenAct, TokenAdmin}

// Allows tells whether scopes are enough for what needs one.
func Allows(held []TokenScope, need TokenScope) bool {
	return slices.ContainsFunc(held, func(s TokenScope) bool {
		return slices.Index(TokenScopes, s) >= slices.Index(TokenScopes, need) && slices.Contains(TokenScopes, need)
	})
}

// Bounds of a token's life: one that nobody has to renew is forgotten, and lives on
// in somebody's script.
const (
	TokenDays    = 90
	MaxTokenDays = 366
	maxTokenName = 60
	// MaxTokens is how many valid tokens a person may have.
	MaxTokens = 20
)

// NewToken is a token as it is asked for.
type NewToken struct {
	Name   string
	Scopes []TokenScope
	Days   int // 0 = [TokenDays]
}

// Check fails with [CodeInvalid]; it gives the token with its defaults.
func (n NewToken) Check() (NewToken, error) {
	n.Name = strings.TrimSpace(n.Name)
	if n.Name == "" || len([]rune(n.Name)) > maxTokenName {
		return n, invalid("invalid.token_name", strconv.Itoa(maxTokenName))
	}
	if n.Days == 0 {
		n.Days = TokenDays
	}
	if n.Days < 1 || n.Days > MaxTokenDays {
		return n, invalid("invalid.token_days", strconv.Itoa(MaxTokenDays))
	}
	if len(n.Scopes) == 0 {
		return n, invalid("invalid.token_scope", "")
	}
	for _, s := range n.Scopes {
		if !slices.Contains(TokenScopes, s) {
			return n, invalid("invalid.token_scope", string(s))
		}
	}
	return n, nil
}

// Expires gives the end of its life.
func (n NewToken) Expires(now time.Time) time.Time {
	return now.Add(time.Duration(n.Days) * 24 * time.Hour)
}

// AuthoriseWebhooks finds the post by which somebody may say who is told of the
// events of cases, or refuses with [CodeForbidden]: what leaves the system is the
// matter of whoever runs it.
func AuthoriseWebhooks(by Requester) (Actor, error) {
	for _, post := range by.Posts {
		if slices.Contains(organisers, post.Role) && !post.Vacant {
			return by.As(post), nil
		}
	}
	return Actor{}, forbidden("forbidden.webhooks", string(by.Person))
}
