using System.Text;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using NodaTime;

namespace Crm.Tickets.Features.Settings;

/// <summary>Whether a file's worked days are worked, or everything in it is off.</summary>
internal enum ImportMeaning { AsTold, AllOff }

/// <summary>Reads the days of a file, to be looked at before any is taken over.</summary>
[Needs("tickets.settings")]
internal static class ReadDays
{
    /// <summary>A year's holidays take some kilobytes.</summary>
    public const int MaxBytes = 1 << 20;

    public sealed record Query(long Id, byte[] Content, ImportMeaning Meaning, string? Slots) : IRequest<Result>;

    /// <param name="Changes">What differs from the calendar.</param>
    /// <param name="Known">Days that stand there already just so.</param>
    /// <param name="Skipped">Entries that are not about whole days.</param>
    public sealed record Result(IReadOnlyList<Line> Changes, int Known, int Skipped);

    /// <param name="Slots">Empty: a day off.</param>
    /// <param name="Before">What the calendar says of the day now.</param>
    public sealed record Line(DateOnly Date, string Name, string Slots, DayKind Before)
    {
        /// <summary>All of it in one value of a form.</summary>
        public string Value => $"{Date:yyyy-MM-dd}|{Slots}|{Name}";
    }

    internal sealed class Handler(TicketsDb db, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var calendar = await db.FindCalendar(q.Id, ct);
            if (q.Content.Length is 0 or > MaxBytes) throw new RuleException(q.Content.Length == 0 ? "tickets.import.no_file" : "tickets.import.too_large", "File", MaxBytes >> 20);
            string text;
            try { text = Strict.GetString(q.Content); }
            catch (DecoderFallbackException) { throw new RuleException("tickets.import.unreadable", "File"); }
            var days = new SlaCalendar(calendar);
            var year = days.Time.DateOf(clock.GetUtcNow()).Year;
            var found = Holidays.Read(text, year - 1, year + 5);
            var usual = string.IsNullOrWhiteSpace(q.Slots) ? calendar.UsualSlots : q.Slots.Trim();
            var lines = found.Days.Select(d => new Line(d.Date, d.Name.Replace('|', '/'), d.Works && q.Meaning == ImportMeaning.AsTold ? d.Slots ?? usual : "", days.KindOf(LocalDate.FromDateOnly(d.Date)))).ToList();
            var changes = lines.Where(l => !calendar.Days.Any(d => d.Date == l.Date && d.Name == l.Name && d.Slots == l.Slots)).ToList();
            return new(changes, lines.Count - changes.Count, found.Skipped);
        }
    }
}

/// <summary>Takes days over into a calendar. Done twice, it changes nothing the second time.</summary>
[Needs("tickets.settings")]
internal static class ImportDays
{
    public sealed record Command : IRequest<int>
    {
        public long Id { get; init; }
        /// <summary>"2025-01-26|09:00-18:00|春节": day, hours (none: off), name.</summary>
        public List<string> Take { get; init; } = [];
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Take).NotEmpty().WithMessage(_ => texts["tickets.import.nothing"]).Must(t => t.Count <= Holidays.MaxDays).WithMessage(_ => texts["tickets.import.too_many", Holidays.MaxDays]);
            RuleForEach(c => c.Take).Must(t => Read(t) is not null).WithMessage(_ => texts["tickets.import.unreadable"]);
        }
    }

    static CalendarDay? Read(string? text) => text?.Split('|', 3) is [var date, var slots, { Length: <= 100 } name] && DateOnly.TryParseExact(date, "yyyy-MM-dd", out var day) && Calendar.Read(slots) is not null ? new(day, name.Trim(), slots) : null;

    internal sealed class Handler(TicketsDb db, CurrentUser user) : IRequestHandler<Command, int>
    {
        public async Task<int> Handle(Command c, CancellationToken ct)
        {
            var calendar = await db.FindCalendar(c.Id, ct);
            var changed = c.Take.Select(t => Read(t)!).Count(d => calendar.SetDay(d.Date, d.Name, d.Slots));
            if (changed > 0) await db.SaveRules(user.Id, ct);
            return changed;
        }
    }
}

/// <summary>Format of an exported calendar.</summary>
internal enum CalendarFormat { Json, Ics }

/// <summary>The special days of a calendar as a file that this and other programs read.</summary>
[Needs("tickets.settings")]
internal static class ExportCalendar
{
    public sealed record Query(long Id, CalendarFormat Format) : IRequest<Result>;

    public sealed record Result(byte[] Content, string ContentType, string Name);

    internal sealed class Handler(TicketsDb db, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var calendar = await db.FindCalendar(q.Id, ct);
            return q.Format == CalendarFormat.Ics
                ? new(Encoding.UTF8.GetBytes(Holidays.ToEvents(calendar, clock.GetUtcNow())), "text/calendar", $"{calendar.Name}.ics")
                : new(Encoding.UTF8.GetBytes(Holidays.ToJson(calendar)), "application/json", $"{calendar.Name}.json");
        }
    }
}
