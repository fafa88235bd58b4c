package site

// second.go: turning the second factor on and off.

import (
	"bytes"
	"image/png"
	"net/http"

	"duban/casework"
	"duban/web/caller"
)

const pictureSize = 220 // pixels

func (s *Site) beginSecond(w http.ResponseWriter, r *request) error {
	if err := s.engine.BeginSecond(r.Context(), r.viewer.By.Person); err != nil {
		return s.accountError(w, r, "second", err)
	}
	redirect(w, r, "/account#second")
	return nil
}

// secondPicture is the secret for the device's camera. It is a picture of its own
// path, so that no page holds it, and nothing keeps it.
func (s *Site) secondPicture(w http.ResponseWriter, r *request) error {
	secret, picture, err := s.engine.PendingSecond(r.account, pictureSize)
	if err != nil {
		return err
	}
	if secret == "" {
		return casework.Errorf(casework.CodeNotFound, "notfound.page")
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		return casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(out.Bytes()) // the browser has gone: nobody to tell
	return nil
}

func (s *Site) confirmSecond(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	codes, err := s.engine.ConfirmSecond(r.Context(), r.viewer.By.Person, r.PostForm.Get("code"), caller.Address(r.Request), r.now)
	if err != nil {
		return s.accountError(w, r, "second", err)
	}
	return s.renderAccount(w, r, http.StatusOK, accountBody{Second: secondBody{Codes: codes}})
}

func (s *Site) endSecond(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	if err := s.engine.EndSecond(r.Context(), r.viewer.By.Person, r.PostForm.Get("password"), caller.Address(r.Request), r.now); err != nil {
		return s.accountError(w, r, "second", err)
	}
	s.notice(r, "web.second.ended")
	redirect(w, r, "/account")
	return nil
}
