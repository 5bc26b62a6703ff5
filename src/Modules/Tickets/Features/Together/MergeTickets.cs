using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Together;

/// <summary>Lets one ticket go on in another one's place. The customer is not written to.</summary>
[Needs("tickets.merge")]
internal static class MergeTickets
{
    public const int NoteLength = 500;

    public sealed record Command : IRequest<long>
    {
        public long Id { get; init; }
        /// <summary>Number of the ticket that goes on, with or without its letter.</summary>
        public string Into { get; init; } = "";
        /// <summary>Why.</summary>
        public string Note { get; init; } = "";
        /// <summary>The other ticket is another customer's, and that is meant.</summary>
        public bool OtherCustomer { get; init; }
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Into).NotEmpty();
            RuleFor(c => c.Note).NotEmpty().MaximumLength(NoteLength);
        }
    }

    /// <summary>Answers the id of the ticket that goes on.</summary>
    internal sealed class Handler(Merging merging) : IRequestHandler<Command, long>
    {
        public Task<long> Handle(Command c, CancellationToken ct) => merging.Merge(c, null, ct);
    }
}

/// <summary>
/// Merging, by hand and in bulk. Merges take turns, all over the installation: they are rare, and so each finds what the
/// one before it left. Whatever was merged into the first ticket goes on in the second too: a chain is never longer than
/// one step, and of two merges that would make a circle the second is refused.
/// </summary>
internal sealed class Merging(TicketsDb db, CurrentUser user, TimeProvider clock)
{
    /// <param name="also">What is to be saved with it.</param>
    public async Task<long> Merge(MergeTickets.Command c, Action? also, CancellationToken ct)
    {
        if (!HumanNumber.TryParse(Ticket.Prefix, c.Into, out var number)) throw new RuleException("tickets.rule.no_ticket", nameof(c.Into));
        var (scope, me, now) = (user.ScopeOf("tickets.merge"), user.Id ?? throw new ForbiddenException("tickets.merge"), clock.GetUtcNow());
        await using var transaction = await db.Begin(ct);
        await db.Turn("merge", ct);
        var found = await db.Tickets.AsNoTracking().Within(scope).Where(t => t.Number == number).Select(t => new { t.Id, t.MergedIntoId }).SingleOrDefaultAsync(ct) ?? throw new RuleException("tickets.rule.no_ticket", nameof(c.Into));
        var into = found.MergedIntoId ?? found.Id;
        if (into == c.Id) throw new RuleException(found.Id == c.Id ? "tickets.rule.merge_self" : "tickets.rule.merge_circle", nameof(c.Into));
        var source = await db.Find(c.Id, scope, ct);
        var target = await db.Tickets.Include(t => t.Clocks).Within(scope).SingleOrDefaultAsync(t => t.Id == into, ct) ?? throw new RuleException("tickets.rule.no_ticket", nameof(c.Into));
        if (c.Version is { } version) db.Expect(source, version);
        if (source.CustomerId != target.CustomerId && !c.OtherCustomer) throw new RuleException("tickets.rule.merge_other_customer", nameof(c.OtherCustomer), target.Name);

        var rules = await db.Rules(ct);
        if (source.CustomerWaits) await db.CatchUp(target, rules, now, ct);
        source.MergeInto(target, c.Note.Trim(), rules, me, now);
        if (target.OwnerId is { } owner && owner != me)
            db.NotifyAbout(target.CustomerId, owner, $"ticket-merged:{source.Id}:{into}", "arrows-join", $"/tickets/{into}", "tickets.notice.merged", source.Name, target.Name);
        also?.Invoke();
        await db.SaveChangesAsync(ct);
        // What was asked for on the first, who wanted to hear of it, and what people have begun to write goes over to the second.
        await db.Tickets.Where(t => t.MergedIntoId == c.Id).ExecuteUpdateAsync(s => s.SetProperty(t => t.MergedIntoId, (long?)into), ct);
        await db.SubTasks.Where(s => s.TicketId == c.Id).ExecuteUpdateAsync(s => s.SetProperty(t => t.TicketId, into), ct);
        await db.Database.ExecuteSqlAsync($"insert into tickets.watchers (ticket_id, staff_id, by_id, at) select {into}, staff_id, by_id, at from tickets.watchers where ticket_id = {c.Id} on conflict do nothing", ct);
        await db.Database.ExecuteSqlAsync($"update tickets.tickets set watched = true where id = {into} and not watched and exists (select from tickets.watchers where ticket_id = {into})", ct);
        await db.Database.ExecuteSqlAsync($"""
            with begun as (delete from tickets.drafts where ticket_id = {c.Id} returning staff_id, kind, text, files, at)
            insert into tickets.drafts as d (ticket_id, staff_id, kind, text, files, at) select {into}, staff_id, kind, text, files, at from begun
            on conflict (ticket_id, staff_id, kind) do update set text = concat_ws(E'\n\n', nullif(d.text, ''), nullif(excluded.text, '')), files = (d.files || excluded.files)[:{Draft.MostFiles}], at = greatest(d.at, excluded.at)
            """, ct);
        await transaction.CommitAsync(ct);
        return into;
    }
}
