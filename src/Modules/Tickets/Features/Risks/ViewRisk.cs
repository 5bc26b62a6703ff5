using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Fields;
using Crm.Platform.Localization;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Care;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Risks;

/// <summary>An alert with its numbers, and the tickets behind it as far as the reader may read them.</summary>
[Needs("tickets.risks")]
internal static class ViewRisk
{
    const int Most = 100;

    public sealed record Query(long Id) : IRequest<Result>;

    public sealed record Result(long Id, uint Version, long? CategoryId, string? Field, string? Value, string Name, RiskWindow Window, DateTimeOffset Since, int Observed, double Expected, double P, double Dispersion, RiskModel Model, RiskState State, DateTimeOffset OpenedAt,
        string? AcknowledgedBy, DateTimeOffset? AcknowledgedAt, string? ClosedBy, DateTimeOffset? ClosedAt, string? Action, IReadOnlyList<TicketRow> Tickets);

    public sealed record TicketRow(long Id, string Number, string Subject, string Customer, TicketStatus Status, DateTimeOffset CreatedAt);

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user, Texts texts) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var r = await db.RiskAlerts.AsNoTracking().SingleOrDefaultAsync(x => x.Id == q.Id, ct) ?? throw new MissingException("RiskAlert", q.Id);
            var names = await RiskNames.Of(db, texts, ct);
            // Of the category or product as it is now: who corrects one takes the ticket out of the alert's company.
            var all = db.Tickets.AsNoTracking().Within(user.ScopeOf("tickets.read"));
            all = r.Field is { } field ? all.Where(t => CustomValues.TextOf(t.Custom, field) == r.Value) : all.Where(t => t.CategoryId == r.CategoryId);
            var behind = await (from t in all
                                where t.Type == TicketType.Complaint && t.CreatedAt > r.Since && t.CreatedAt <= r.OpenedAt
                                join c in db.Customers on t.CustomerId equals c.Id into known
                                from c in known.DefaultIfEmpty()
                                orderby t.CreatedAt descending, t.Id descending
                                select new { t.Id, t.Number, t.Subject, Customer = c.Name, t.Status, t.CreatedAt }).Take(Most).ToListAsync(ct);
            var people = await staff.Everyone(ct);
            string? Name(long? id) => id is { } i ? people.GetValueOrDefault(i)?.Name ?? texts["tickets.someone"] : null;
            return new(r.Id, r.Version, r.CategoryId, r.Field, r.Value, names.Name(r.Of, user.Language), r.Window, r.Since, r.Observed, r.Expected, r.P, r.Dispersion, r.Model, r.State, r.OpenedAt,
                Name(r.AcknowledgedById), r.AcknowledgedAt, Name(r.ClosedById), r.ClosedAt, r.Action,
                [.. behind.Select(t => new TicketRow(t.Id, HumanNumber.Format(Ticket.Prefix, t.Number), t.Subject == Ticket.Erased ? texts["tickets.erased"] : t.Subject, t.Customer ?? "", t.Status, t.CreatedAt))]);
        }
    }
}

/// <summary>A supervisor looks into it.</summary>
[Needs("tickets.risks")]
internal static class AcknowledgeRisk
{
    public sealed record Command(long Id, uint? Version = null) : IRequest;

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            (await db.FindRisk(c.Id, c.Version, ct)).Acknowledge(user.Id ?? throw new ForbiddenException("tickets.risks"), clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

/// <summary>A supervisor has dealt with it, and says what was found and done. It belongs to no customer whose erasure would reach it, so nobody's details are kept in it.</summary>
[Needs("tickets.risks")]
internal static class CloseRisk
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public string Action { get; init; } = "";
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Action).NotEmpty().MaximumLength(RiskAlert.TextLength);
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            (await db.FindRisk(c.Id, c.Version, ct)).Close(Deidentify.Text(c.Action), user.Id ?? throw new ForbiddenException("tickets.risks"), clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}

internal static class RiskReading
{
    public static async Task<RiskAlert> FindRisk(this TicketsDb db, long id, uint? version, CancellationToken ct)
    {
        var alert = await db.RiskAlerts.SingleOrDefaultAsync(r => r.Id == id, ct) ?? throw new MissingException("RiskAlert", id);
        return alert.SeenAs(version);
    }
}
