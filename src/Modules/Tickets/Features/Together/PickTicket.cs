using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Search;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Together;

/// <summary>A few tickets that a number or words may mean. What is picked is the number, as one would type it.</summary>
[Needs("tickets.read")]
internal static class PickTicket
{
    const int Most = 10;

    public sealed record Query(string Text, long? Except) : IRequest<IReadOnlyList<Pick>>;

    /// <summary>What a number that was picked is called; anything else as it is.</summary>
    public sealed record Name(string? Number) : IRequest<string?>;

    internal sealed class Handler(TicketsDb db, CurrentUser user, Texts texts) : IRequestHandler<Query, IReadOnlyList<Pick>>, IRequestHandler<Name, string?>
    {
        public async Task<string?> Handle(Name q, CancellationToken ct) =>
            HumanNumber.TryParse(Ticket.Prefix, q.Number, out var number) && (await Handle(new Query(HumanNumber.Format(Ticket.Prefix, number), null), ct)).FirstOrDefault(p => p.Id == number) is { } found ? found.Text : q.Number;

        public async Task<IReadOnlyList<Pick>> Handle(Query q, CancellationToken ct)
        {
            var rows = db.Tickets.AsNoTracking().Within(user.ScopeOf("tickets.read")).Where(t => t.Id != q.Except && t.MergedIntoId == null);
            var found = await db.Meant(rows, q.Text, Most, t => new { t.Number, t.Subject, t.Status }, ct);
            return [.. found.Select(t => new Pick(t.Number, $"{HumanNumber.Format(Ticket.Prefix, t.Number)} {t.Subject}", texts[t.Status]))];
        }
    }
}
