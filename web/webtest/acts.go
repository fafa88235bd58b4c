package webtest

// acts.go: what people do on a case's page, as they do it: open the form of an act,
// fill its fields in, send it, read what the page says.

import (
	"fmt"
	"strconv"

	"github.com/chromedp/chromedp"

	"duban/casework"
)

// Fields are what somebody types, by the fields' names.
type Fields map[string]string

// form gives the selector of an act's form.
func form(act casework.CommandType, task int) string {
	return "#act-" + string(act) + "-" + strconv.Itoa(task)
}

// OpenAct opens the form of an act.
func (p *Person) OpenAct(act casework.CommandType, task int) error {
	at := form(act, task)
	if err := p.Do(chromedp.Click(at+" > summary", chromedp.ByQuery), chromedp.WaitVisible(at+" form", chromedp.ByQuery)); err != nil {
		return fmt.Errorf("%s is not offered for task %d: %w", act, task, err)
	}
	return nil
}

// Fill types into an act's open form.
func (p *Person) Fill(act casework.CommandType, task int, fields Fields) error {
	for name, value := range fields {
		at := form(act, task) + ` [name="` + name + `"]`
		// As a keyboard would: scripts that listen hear of it.
		script := fmt.Sprintf(`(() => { const f = document.querySelector(%q); if (!f) return false;
			if (f.type === "checkbox") f.checked = %q === "1"; else f.value = %q;
			f.dispatchEvent(new Event("input", {bubbles: true})); return true; })()`, at, value, value)
		var found bool
		if err := p.Do(chromedp.Evaluate(script, &found)); err != nil {
			return err
		}
		if !found {
			return fmt.Errorf("the form of %s has no field %s", act, name)
		}
	}
	return nil
}

// Attach chooses files in an act's open form and waits until they have come in.
func (p *Person) Attach(act casework.CommandType, task int, files ...string) error {
	at := form(act, task)
	return p.Do(chromedp.SetUploadFiles(at+` input[type=file]`, files, chromedp.ByQuery),
		chromedp.Poll(fmt.Sprintf(`document.querySelectorAll(%q).length >= %d`, at+" .ready li[data-done], "+at+" .ready li[data-refused]", len(files)), nil))
}

// Send sends an act's form and gives what the next page says: that it is done, or
// why it is refused.
func (p *Person) Send(act casework.CommandType, task int) (said string, err error) {
	return p.send(form(act, task) + " form button.primary")
}

// SendComment sends the comment that was filled in.
func (p *Person) SendComment() (said string, err error) {
	return p.send(form(casework.CommandComment, 0) + " > p:last-of-type button")
}

func (p *Person) send(button string) (said string, err error) {
	// The page that answers is told apart from the one that asked.
	err = p.Do(
		chromedp.Evaluate(`document.querySelectorAll("#messages, #refusal").forEach((e) => e.replaceChildren()); document.querySelector("#refusal")?.remove()`, nil),
		chromedp.Click(button, chromedp.ByQuery),
		chromedp.WaitReady(`html:has(#messages .notice), html:has(#refusal), html:has(section.state[role=alert])`, chromedp.ByQuery),
		chromedp.Evaluate(`(document.querySelector("#refusal") || document.querySelector("#messages .notice") || document.querySelector("section.state")).textContent`, &said))
	return said, err
}

// Act opens a form, fills it in and sends it.
func (p *Person) Act(act casework.CommandType, task int, fields Fields) (said string, err error) {
	if err := p.OpenAct(act, task); err != nil {
		return "", err
	}
	if err := p.Fill(act, task, fields); err != nil {
		return "", err
	}
	return p.Send(act, task)
}
