using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Colleagues who can be called in a note on a ticket, by the beginning of their name or of the name they sign in with.</summary>
[Needs("tickets.read")]
internal static class SuggestColleagues
{
    public sealed record Query(long Id, string? Q) : IRequest<IReadOnlyList<Row>>;

    /// <param name="Insert">What stands in the note: the name, or the sign-in name where two are called alike.</param>
    public sealed record Row(string Insert, string Name, string? SignInName, string? Team);

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query q, CancellationToken ct)
        {
            var ticket = await db.Tickets.Within(user.ScopeOf("tickets.read")).Where(t => t.Id == q.Id).Select(t => new { t.OwnerId, t.TeamId }).SingleOrDefaultAsync(ct) ?? throw new MissingException("Ticket", q.Id);
            var (people, teams, words) = (await Mentions.Readers(staff, ticket.OwnerId, ticket.TeamId, ct), await staff.Teams(ct), (q.Q ?? "").Trim());
            var alike = people.GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
            return [.. from p in people
                let signIn = Mentions.SignInName(p)
                where p.Id != user.Id && (p.Name.Contains(words, StringComparison.OrdinalIgnoreCase) || signIn?.Contains(words, StringComparison.OrdinalIgnoreCase) == true)
                orderby p.Name.StartsWith(words, StringComparison.OrdinalIgnoreCase) || signIn?.StartsWith(words, StringComparison.OrdinalIgnoreCase) == true descending, p.TeamIds.Any(user.TeamIds.Contains) descending, p.Name
                select new Row(alike.Contains(p.Name) && signIn is not null ? signIn : p.Name, p.Name, signIn, p.TeamIds.Count > 0 ? teams.GetValueOrDefault(p.TeamIds[0])?.Name : null)];
        }
    }
}
