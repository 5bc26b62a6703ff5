using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Crm.Tickets.Features.Settings;

/// <summary>Adds a calendar, or changes its working week. Clocks that still run are promised anew in the background.</summary>
[Needs("tickets.settings")]
internal static class ChangeCalendar
{
    /// <summary>So many months are shown.</summary>
    const int Months = 12;

    public sealed record Query(long Id) : IRequest<Result>;

    /// <param name="Months">What is worked in the months from the current one on.</param>
    public sealed record Result(Command Form, IReadOnlyList<DayLine> Days, IReadOnlyList<MonthView> Months, bool Standard, int Policies);

    public sealed record DayLine(DateOnly Date, string Name, string Slots, DayKind Kind);

    /// <summary>A month in weeks from Monday; null where a day is another month's.</summary>
    public sealed record MonthView(DateOnly First, IReadOnlyList<IReadOnlyList<DayCell?>> Weeks);

    public sealed record DayCell(DateOnly Date, DayKind Kind, string? Name, string Slots, bool Today);

    public sealed record Command : IRequest<long>
    {
        /// <summary>0: a new one.</summary>
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string Zone { get; init; } = "";
        /// <summary>Every hour of every day; the week is then of no account.</summary>
        public bool RoundTheClock { get; init; }
        /// <summary>Monday to Sunday.</summary>
        public List<string?> Week { get; init; } = [];
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Zone).NotEmpty().Must(z => z is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(z) is not null).WithMessage(_ => texts["tickets.settings.no_zone"]);
            RuleForEach(c => c.Week).Must(s => Calendar.Read(s) is not null).WithMessage(_ => texts["tickets.settings.no_slots"]).When(c => !c.RoundTheClock);
            RuleFor(c => c.Week).Must(w => w.Count == 7 && w.Any(s => Calendar.Read(s) is { Count: > 0 })).WithMessage(_ => texts["tickets.settings.no_week"]).When(c => !c.RoundTheClock);
        }
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Result>, IRequestHandler<Command, long>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var c = await db.FindCalendar(q.Id, ct);
            var days = new SlaCalendar(c);
            var today = days.Time.DateOf(clock.GetUtcNow());
            var standard = await db.SlaSettings.AnyAsync(s => s.StandardCalendarId == c.Id, ct);
            return new Result(
                new Command { Id = c.Id, Name = c.Name, Zone = c.Zone, RoundTheClock = c.RoundTheClock, Week = [.. c.RoundTheClock ? Enumerable.Repeat("", 7) : c.Week], Version = c.Version },
                [.. c.Days.OrderBy(d => d.Date).Select(d => new DayLine(d.Date, d.Name, d.Slots, days.KindOf(LocalDate.FromDateOnly(d.Date))))],
                [.. Enumerable.Range(0, Months).Select(i => Month(days, today.With(DateAdjusters.StartOfMonth).PlusMonths(i), today))],
                standard, await db.Policies.CountAsync(p => p.CalendarId == c.Id, ct));
        }

        static MonthView Month(SlaCalendar calendar, LocalDate first, LocalDate today)
        {
            var cells = Enumerable.Repeat<DayCell?>(null, (int)first.DayOfWeek - 1).Concat(
                Enumerable.Range(0, CalendarSystem.Iso.GetDaysInMonth(first.Year, first.Month)).Select(i => first.PlusDays(i))
                    .Select(d => new DayCell(d.ToDateOnly(), calendar.KindOf(d), calendar.NameOf(d), calendar.SlotsOf(d), d == today)));
            return new(first.ToDateOnly(), [.. cells.Chunk(7).Select(week => (IReadOnlyList<DayCell?>)[.. week, .. Enumerable.Repeat<DayCell?>(null, 7 - week.Length)])]);
        }

        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            string[] week = c.RoundTheClock ? [.. Enumerable.Repeat(Calendar.WholeDay, 7)] : [.. c.Week.Select(s => s?.Trim() ?? "")];
            Calendar calendar;
            if (c.Id == 0) db.Calendars.Add(calendar = new Calendar(c.Name.Trim(), c.Zone, week));
            else
            {
                calendar = await db.FindCalendar(c.Id, ct);
                if (c.Version is { } version) db.Expect(calendar, version);
                calendar.Change(c.Name.Trim(), c.Zone, week);
            }
            await db.SaveRules(user.Id, ct);
            return calendar.Id;
        }
    }

    public static async Task<Calendar> FindCalendar(this TicketsDb db, long id, CancellationToken ct) =>
        await db.Calendars.Include(c => c.Days).SingleOrDefaultAsync(c => c.Id == id, ct) ?? throw new MissingException("Calendar", id);
}

/// <summary>Deletes a calendar that nothing counts by.</summary>
[Needs("tickets.settings")]
internal static class DeleteCalendar
{
    public sealed record Command(long Id) : IRequest;

    internal sealed class Handler(TicketsDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var calendar = await db.FindCalendar(c.Id, ct);
            if (await db.SlaSettings.AnyAsync(s => s.StandardCalendarId == c.Id, ct)) throw new RuleException("tickets.rule.calendar_standard");
            if (await db.Policies.AnyAsync(p => p.CalendarId == c.Id, ct)) throw new RuleException("tickets.rule.calendar_in_use");
            db.Calendars.Remove(calendar);
            await db.SaveRules(user.Id, ct);
            return Unit.Value;
        }
    }
}

/// <summary>Sets a day, or several in a row, apart from their weekdays: a holiday, a make-up working day, a short day.</summary>
[Needs("tickets.settings")]
internal static class SetCalendarDay
{
    const int MostDays = 92;

    public sealed record Query(long Id, DateOnly? Date) : IRequest<Command>;

    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public DateOnly? Date { get; init; }
        /// <summary>The last day; null: one day.</summary>
        public DateOnly? Until { get; init; }
        public string Name { get; init; } = "";
        /// <summary>Empty: a day off.</summary>
        public string? Slots { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Date).NotNull().InclusiveBetween(new DateOnly(2000, 1, 1), new DateOnly(2199, 12, 31));
            RuleFor(c => c.Until).Must((c, until) => until is null || (until >= c.Date && until.Value.DayNumber - c.Date!.Value.DayNumber < MostDays)).When(c => c.Date is not null).WithMessage(_ => texts["tickets.settings.no_until", MostDays]);
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Slots).Must(s => Calendar.Read(s) is not null).WithMessage(_ => texts["tickets.settings.no_slots"]);
        }
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct)
        {
            var day = (await db.FindCalendar(q.Id, ct)).Days.FirstOrDefault(d => d.Date == q.Date);
            return new Command { Id = q.Id, Date = q.Date, Name = day?.Name ?? "", Slots = day?.Slots };
        }

        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var calendar = await db.FindCalendar(c.Id, ct);
            for (var date = c.Date!.Value; date <= (c.Until ?? c.Date); date = date.AddDays(1)) calendar.SetDay(date, c.Name.Trim(), c.Slots?.Trim() ?? "");
            await db.SaveRules(user.Id, ct);
            return Unit.Value;
        }
    }
}

/// <summary>Makes a day like its weekday again.</summary>
[Needs("tickets.settings")]
internal static class ClearCalendarDay
{
    public sealed record Command(long Id, DateOnly Date) : IRequest;

    internal sealed class Handler(TicketsDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var calendar = await db.FindCalendar(c.Id, ct);
            if (!calendar.ClearDay(c.Date)) throw new MissingException("CalendarDay", c.Date);
            await db.SaveRules(user.Id, ct);
            return Unit.Value;
        }
    }
}
