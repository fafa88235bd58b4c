// Package calendar is the working calendar: local days, public holidays and
// make-up workdays, limits in working or calendar days, the day-by-day count
// behind a due date, and the dates that offices write.
//
// It is pure: tables come in as data, moments as arguments. What a limit means
// for a case belongs in casework.
package calendar
