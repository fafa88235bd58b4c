package main

// household.go: households at risk: lists, books, files, and personal data, which
// nobody reads without a purpose and a record.

import (
	"bufio"
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/wording"
	"duban/engine"
	"duban/ledgerfile"
	"duban/schema"
)

func (a *app) householdCommand() *cobra.Command {
	c := &cobra.Command{Use: "household", Short: "Households at risk: list, book, file, publish, personal data"}
	c.AddCommand(a.householdList(), a.householdBook(), a.householdFile(), a.householdPublish(),
		a.householdPersonal(), a.householdFind(), a.householdReadings(), a.householdReseal())
	return c
}

var householdHeadings = []string{"cli.case", "cli.head", "cli.people", "cli.village", "cli.category", "cli.stage", "cli.due", "cli.helper"}

func (a *app) householdRow(h schema.HouseholdLine) []any {
	stage := a.say("stage." + string(h.Stage))
	if h.Stage == casework.StageClosed && h.Outcome == casework.OutcomeClosed {
		stage = a.say("outcome.eliminated")
	}
	return []any{h.Case, h.Head, h.People, h.Village, a.say("category." + h.Category), stage, h.Due.String(), h.Helper}
}

func (a *app) householdList() *cobra.Command {
	var f schema.HouseholdFilter
	var unit, after string
	cmd := &cobra.Command{
		Use: "list", Short: "Households in order of their numbers", Args: cobra.NoArgs,
		Example: "  duban household list --unit 原州区 --open\n  duban household list --category sudden -o json",
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				f.After = casework.CaseID(after)
				if f.Unit = casework.UnitID(unit); unit != "" {
					if err := e.KnownUnit(ctx, f.Unit); err != nil {
						return err
					}
				}
				lines, next, err := e.Ledger.ListHouseholds(ctx, f)
				if err != nil {
					return err
				}
				rows := make([][]any, len(lines))
				for i, h := range lines {
					rows[i] = a.householdRow(h)
				}
				a.show(lines, householdHeadings, rows)
				if next != "" {
					a.tell("cli.more", strconv.Itoa(len(lines)))
				}
				return nil
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&unit, "unit", "", "a village, a township or a county")
	flags.StringVar(&f.Category, "category", "", "unstable, marginal or sudden")
	flags.StringVar(&f.Text, "text", "", "part of the head's name or of the number")
	flags.BoolVar(&f.Open, "open", false, "monitored or being identified")
	flags.BoolVar(&f.Ended, "ended", false, "eliminated or excluded")
	flags.IntVar(&f.Limit, "limit", 50, "how many lines, 1000 at most")
	flags.StringVar(&after, "after", "", "go on after this case")
	return cmd
}

func (a *app) householdBook() *cobra.Command {
	return &cobra.Command{
		Use: "book UNIT", Short: "A village's book (一村一册); of a township or county, over its villages", Args: cobra.ExactArgs(1),
		Example: "  duban household book 原州区张易镇上马泉村",
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				book, err := e.VillageBook(ctx, casework.UnitID(args[0]))
				if err != nil {
					return err
				}
				rows := make([][]any, len(book.Lines))
				for i, h := range book.Lines {
					rows[i] = a.householdRow(h)
				}
				a.show(book, householdHeadings, rows)
				a.tell("cli.book", args[0], strconv.Itoa(book.Open.Households), strconv.Itoa(book.Open.People), strconv.Itoa(book.Ended.Households))
				if book.Total > 0 {
					a.tell("cli.book_rate", strconv.Itoa(book.Total), strconv.Itoa(book.Monitored.Households), strconv.FormatFloat(book.Rate, 'f', 1, 64))
				}
				return nil
			})
		},
	}
}

func (a *app) householdFile() *cobra.Command {
	return &cobra.Command{
		Use: "file CASE", Short: "A household's file (一户一档) without personal data", Args: cobra.ExactArgs(1),
		Example: "  duban household file HU-0001",
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				f, err := e.HouseholdFile(ctx, casework.CaseID(args[0]))
				if err != nil {
					return err
				}
				if a.output == "json" {
					a.json(f)
					return nil
				}
				a.show(nil, householdHeadings, [][]any{a.householdRow(f.Household)})
				a.show(nil, []string{"cli.household_type", "cli.channel", "cli.clue", "cli.labour", "cli.income", "cli.guarantees"}, [][]any{a.householdFacts(f.Household)})
				help := make([][]any, len(f.Help))
				for i, t := range f.Help {
					help[i] = []any{t.No, t.Title, t.Unit, a.say("outcome." + string(t.Outcome)), t.Step}
				}
				a.show(nil, []string{"cli.task", "cli.help", "cli.unit", "cli.result", "cli.step"}, help)
				cal, err := e.Rules.Calendar(ctx)
				if err != nil {
					return err
				}
				rows := make([][]any, len(f.Events))
				for i, ev := range f.Events {
					rows[i] = []any{ev.Seq, calendar.DateOf(ev.At, cal.Zone()).String(), a.say("event." + string(ev.Type)), ev.By.Person, clip(ev.Detail.Text, 40)}
				}
				a.show(nil, []string{"cli.seq", "cli.date", "cli.event", "cli.by", "cli.text"}, rows)
				return nil
			})
		},
	}
}

// householdFacts gives what the file says of a household and is no secret.
func (a *app) householdFacts(h schema.HouseholdLine) []any {
	income := ""
	if h.Income > 0 {
		income = strconv.Itoa(h.Income)
		if !h.IncomeFrom.IsZero() && !h.IncomeTo.IsZero() {
			income += " (" + h.IncomeFrom.String() + " – " + h.IncomeTo.String() + ")"
		}
	}
	var stable []string
	for _, g := range []struct {
		key string
		has bool
	}{{"guarantee.education", h.Guarantees.Education}, {"guarantee.medical", h.Guarantees.Medical},
		{"guarantee.housing", h.Guarantees.Housing}, {"guarantee.water", h.Guarantees.Water}} {
		if g.has {
			stable = append(stable, a.say(g.key))
		}
	}
	return []any{a.say("household_type." + h.Type), a.say("channel." + h.Channel), h.Clue.String(), h.Labour, income, strings.Join(stable, ", ")}
}

func (a *app) householdPublish() *cobra.Command {
	var file, notice string
	cmd := &cobra.Command{
		Use: "publish UNIT", Short: "The list for the public notice of a village, township or county, masked", Args: cobra.ExactArgs(1),
		Long: `The households of a unit that are in a public notice now, as they may be published: the head's
surname, the village, how many people, the category, and which notice it is. Nothing else can
stand in this list.`,
		Example: "  duban household publish 原州区张易镇上马泉村\n  duban household publish 原州区张易镇 --notice elimination_notice --file notice.xlsx",
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				list, err := e.PublicationList(ctx, casework.UnitID(args[0]), casework.StepID(notice))
				if err != nil {
					return err
				}
				if file != "" {
					if len(list) == 0 {
						return casework.Errorf(casework.CodeRefused, "refused.nothing_to_publish", args[0])
					}
					return ledgerfile.WritePublication(file, args[0]+"防返贫监测对象公示名单", list)
				}
				rows := make([][]any, len(list))
				public := make([]map[string]any, len(list))
				for i, p := range list {
					title := p.Notice().Zh
					if a.language() == wording.English {
						title = p.Notice().En
					}
					rows[i] = []any{i + 1, title, p.Head(), p.Village(), p.People(), a.say("category." + p.Category())}
					public[i] = map[string]any{"notice": p.Notice(), "head": p.Head(), "village": p.Village(), "people": p.People(), "category": p.Category()}
				}
				a.show(public, []string{"cli.seq", "cli.notice", "cli.head", "cli.village", "cli.people", "cli.category"}, rows)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&notice, "notice", "", "one notice only: listing_notice or elimination_notice")
	cmd.Flags().StringVar(&file, "file", "", "write a workbook to be printed and put up")
	return cmd
}

func (a *app) householdPersonal() *cobra.Command {
	var as, purpose string
	cmd := &cobra.Command{
		Use: "personal CASE --as PERSON --purpose WHY", Short: "ID number, phone, bank, health: for those whose post needs them",
		Long: `Read a household's personal data. Only its helper, its village, its township and its county's
office may, and a department while it compares data. Who read what, when and why is on record
for good, and so is every attempt that was denied.`,
		Example: "  duban household personal HU-0001 --as zhenshenhe3 --purpose 核对大病救助材料",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				by, err := a.asking(ctx, e, as)
				if err != nil {
					return err
				}
				p, err := e.ReadPersonal(ctx, by, casework.CaseID(args[0]), purpose)
				if err != nil {
					return err
				}
				if a.output == "json" {
					a.json(p)
					return nil
				}
				a.show(nil, []string{"cli.id_number", "cli.phone", "cli.bank", "cli.risks"},
					[][]any{{p.IDNumber, p.Phone, p.Bank, strings.Join(p.Risks, ", ")}})
				rows := make([][]any, len(p.Members))
				for i, m := range p.Members {
					rows[i] = []any{m.Name, m.Relation, m.IDNumber, m.Health, m.Labour}
				}
				a.show(nil, []string{"cli.name", "cli.relation", "cli.id_number", "cli.health", "cli.labour"}, rows)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who reads")
	cmd.Flags().StringVar(&purpose, "purpose", "", "what for; it goes on record")
	return cmd
}

func (a *app) householdFind() *cobra.Command {
	var as, purpose string
	cmd := &cobra.Command{
		Use: "find --as PERSON --purpose WHY", Short: "Find a household by an ID number, read from standard input",
		Long: `Find a household by its head's ID number. The number is read from standard input, because what
stands on a command line is seen by everybody on the machine. Nothing is opened: the ledger is
searched by a blind index.`,
		Example: "  duban household find --as zhenshenhe3 --purpose 受理申报 < number.txt",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				by, err := a.asking(ctx, e, as)
				if err != nil {
					return err
				}
				in := bufio.NewScanner(c.InOrStdin())
				in.Scan()
				id, err := e.FindHousehold(ctx, by, in.Text(), purpose)
				if err != nil {
					return err
				}
				if a.output == "json" {
					a.json(map[string]any{"case": id})
					return nil
				}
				writeLine(a.out, string(id))
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who looks it up")
	cmd.Flags().StringVar(&purpose, "purpose", "", "what for; it goes on record")
	return cmd
}

func (a *app) householdReadings() *cobra.Command {
	var id, person string
	var limit int
	cmd := &cobra.Command{
		Use: "readings", Short: "Who read personal data, when and why; denied attempts too", Args: cobra.NoArgs,
		Example: "  duban household readings --case HU-0001\n  duban household readings --person zhenshenhe3",
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				list, err := e.Ledger.Readings(ctx, casework.CaseID(id), casework.PersonID(person), 0, limit)
				if err != nil {
					return err
				}
				cal, err := e.Rules.Calendar(ctx)
				if err != nil {
					return err
				}
				rows := make([][]any, len(list))
				for i, r := range list {
					result := a.say("reading.given")
					if r.Denied {
						result = a.say("reading.denied")
					}
					rows[i] = []any{local(r.At, cal.Zone()), r.Case, r.By.Person, r.By.Unit, r.Fields, r.Purpose, result}
				}
				a.show(list, []string{"cli.at", "cli.case", "cli.by", "cli.unit", "cli.field", "cli.purpose", "cli.result"}, rows)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&id, "case", "", "one household only")
	cmd.Flags().StringVar(&person, "person", "", "one reader only")
	cmd.Flags().IntVar(&limit, "limit", 200, "how many lines")
	return cmd
}

func (a *app) householdReseal() *cobra.Command {
	return &cobra.Command{
		Use: "reseal", Short: "Move all personal data to the newest key, after duban keys rotate", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				n, err := e.Reseal(ctx, a.progress("cli.resealing"))
				if err != nil {
					return err
				}
				a.tell("cli.resealed", strconv.Itoa(n))
				return nil
			})
		},
	}
}

func (a *app) incomeLineCommand() *cobra.Command {
	c := &cobra.Command{Use: "income-line", Short: "Income lines per province and year: list, set"}
	var as string
	set := &cobra.Command{
		Use: "set PROVINCE YEAR YUAN --as PERSON", Short: "Put a line in force; an elimination must exceed it", Args: cobra.ExactArgs(3),
		Example: "  duban income-line set 宁夏 2026 8500 --as zhoushuyi",
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				by, err := a.asking(ctx, e, as)
				if err != nil {
					return err
				}
				year, errYear := strconv.Atoi(args[1])
				yuan, errYuan := strconv.Atoi(args[2])
				if errYear != nil || errYuan != nil {
					return casework.Errorf(casework.CodeInvalid, "invalid.income_line")
				}
				if err := e.SetIncomeLine(ctx, by, schema.IncomeLine{Province: args[0], Year: year, Yuan: yuan}); err != nil {
					return err
				}
				a.tell("cli.done")
				return nil
			})
		},
	}
	set.Flags().StringVar(&as, "as", "", "who sets it: a leader or an office")
	c.AddCommand(set, &cobra.Command{
		Use: "list", Short: "The lines in force", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				lines, err := e.Ledger.IncomeLines(ctx, "")
				if err != nil {
					return err
				}
				rows := make([][]any, len(lines))
				for i, l := range lines {
					rows[i] = []any{l.Province, l.Year, l.Yuan, l.By, l.At.Format(time.DateOnly)}
				}
				a.show(lines, []string{"cli.province", "cli.year", "cli.yuan", "cli.by", "cli.date"}, rows)
				return nil
			})
		},
	})
	return c
}
