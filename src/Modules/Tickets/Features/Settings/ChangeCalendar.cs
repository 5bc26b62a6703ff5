using Crm.Platform.Jobs;
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

/// <summary>Changes the working week of a calendar. Clocks that still run are promised anew in the background.</summary>
[Needs("tickets.settings")]
internal static class ChangeCalendar
{
    public sealed record Query(long Id) : IRequest<Result>;

    public sealed record Result(Command Form, IReadOnlyList<DayLine> Days);

    public sealed record DayLine(DateOnly Date, string Name, string Slots);

    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string Zone { get; init; } = "";
        /// <summary>Monday to Sunday.</summary>
        public List<string?> Week { get; init; } = [];
        public uint Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Zone).NotEmpty().Must(z => z is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(z) is not null).WithMessage(_ => texts["tickets.settings.no_zone"]);
            RuleForEach(c => c.Week).Must(s => Calendar.Read(s) is not null).WithMessage(_ => texts["tickets.settings.no_slots"]);
            RuleFor(c => c.Week).Must(w => w.Count == 7 && w.Any(s => Calendar.Read(s) is { Count: > 0 })).WithMessage(_ => texts["tickets.settings.no_week"]);
        }
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user) : IRequestHandler<Query, Result>, IRequestHandler<Command, Unit>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var c = await db.FindCalendar(q.Id, ct);
            return new Result(new Command { Id = c.Id, Name = c.Name, Zone = c.Zone, Week = [.. c.Week], Version = c.Version }, [.. c.Days.OrderBy(d => d.Date).Select(d => new DayLine(d.Date, d.Name, d.Slots))]);
        }

        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var calendar = await db.FindCalendar(c.Id, ct);
            db.Expect(calendar, c.Version);
            calendar.Change(c.Name.Trim(), c.Zone, [.. c.Week.Select(s => s?.Trim() ?? "")]);
            db.Enqueue<PromiseAnew, PromiseAnew.Args>(new PromiseAnew.Args(), "tickets.job.promise_anew", user.Id);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }

    public static async Task<Calendar> FindCalendar(this TicketsDb db, long id, CancellationToken ct) =>
        await db.Calendars.Include(c => c.Days).SingleOrDefaultAsync(c => c.Id == id, ct) ?? throw new MissingException("Calendar", id);
}

/// <summary>Sets a day apart from its weekday: a holiday, a make-up working day, a short day.</summary>
[Needs("tickets.settings")]
internal static class SetCalendarDay
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public DateOnly? Date { get; init; }
        public string Name { get; init; } = "";
        /// <summary>Empty: a day off.</summary>
        public string? Slots { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Date).NotNull().InclusiveBetween(new DateOnly(2000, 1, 1), new DateOnly(2199, 12, 31));
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Slots).Must(s => Calendar.Read(s) is not null).WithMessage(_ => texts["tickets.settings.no_slots"]);
        }
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var calendar = await db.FindCalendar(c.Id, ct);
            calendar.SetDay(c.Date!.Value, c.Name.Trim(), c.Slots?.Trim() ?? "");
            db.Enqueue<PromiseAnew, PromiseAnew.Args>(new PromiseAnew.Args(), "tickets.job.promise_anew", user.Id);
            await db.SaveChangesAsync(ct);
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
            db.Enqueue<PromiseAnew, PromiseAnew.Args>(new PromiseAnew.Args(), "tickets.job.promise_anew", user.Id);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
