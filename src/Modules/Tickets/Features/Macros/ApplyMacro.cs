using System.Text.Json.Serialization;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using Crm.Tickets.Features.Views;
using MediatR;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Macros;

/// <summary>Makes the changes of a macro on one ticket: all of them, or none.</summary>
[Needs("tickets.write")]
internal static class ApplyMacro
{
    /// <summary>What it would do to this ticket, with the placeholders filled in.</summary>
    public sealed record Query(long Id, long MacroId, TicketChoices.Result Lists) : IRequest<Preview>;

    public sealed record Preview(string Name, string Ticket, string Subject, uint Version, IReadOnlyList<ChangesTold.Line> Lines);

    public sealed record Command : IRequest<Result>
    {
        public long Id { get; init; }
        public long MacroId { get; init; }
        public uint? Version { get; init; }
        /// <summary>By hand: what is said leaves only when there was time to take it back. Programs know what they send.</summary>
        [JsonIgnore, BindNever]
        public bool AtDesk { get; init; }
    }

    /// <param name="InReach">Whether the sender may still see the ticket: a macro may give it away.</param>
    /// <param name="Said">What the customer is told.</param>
    public sealed record Result(bool InReach, long? Said);

    internal sealed class Loader(TicketsDb db, Sharing sharing, Placeholders placeholders, Texts texts, CurrentUser user) : IRequestHandler<Query, Preview>
    {
        public async Task<Preview> Handle(Query q, CancellationToken ct)
        {
            var macro = await sharing.Macro(q.MacroId, ct);
            var ticket = await db.Tickets.AsNoTracking().Within(user.ScopeOf("tickets.write")).SingleOrDefaultAsync(t => t.Id == q.Id, ct) ?? throw new MissingException("Ticket", q.Id);
            var (language, values) = await placeholders.Of(ticket, ct);
            return new Preview(macro.Name, ticket.Name, ticket.Subject, ticket.Version, ChangesTold.In(macro.Changes, texts, q.Lists, text => placeholders.Fill(text, values), language));
        }
    }

    internal sealed class Handler(TicketsDb db, Sharing sharing, Changing changing, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command c, CancellationToken ct)
        {
            var macro = await sharing.Macro(c.MacroId, ct);
            var ticket = await db.Find(c.Id, user.ScopeOf("tickets.write"), ct);
            if (c.Version is { } version) db.Expect(ticket, version);
            var said = await changing.Apply(ticket, macro.Changes, ct, c.AtDesk ? clock.GetUtcNow() + Ticket.UndoFor : null);
            await db.SaveChangesAsync(ct);
            return new(user.ScopeOf("tickets.read").Covers(ticket.OwnerId, ticket.TeamId), said?.Id);
        }
    }

    /// <summary>A macro one may use.</summary>
    internal static async Task<Macro> Macro(this Sharing sharing, long id, CancellationToken ct) =>
        await (await sharing.Usable<Macro>(ct)).AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, ct) ?? throw new MissingException("Macro", id);
}
