using Crm.Contracts.Staff;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;

namespace Crm.Customers.Features.Merging;

/// <summary>Customers we have who may be the one being typed. Asked while somebody types: what is not complete yet is left out.</summary>
[Needs("customers.write")]
internal static class CheckDuplicates
{
    public sealed record Query(CustomerInput Input, long? ExceptId) : IRequest<IReadOnlyList<Match>>;

    /// <param name="Id">Null outside the reader's scope; then only the owner is told, and <paramref name="Ask"/> asks for access.</param>
    /// <param name="Likely">It would stop the save.</param>
    public sealed record Match(long? Id, string? Number, string? Name, string? Owner, string? Ask, int Percent, IReadOnlyList<Reason> Reasons, bool Likely);

    public sealed class Handler(Duplicates duplicates, AccessLinks links, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Match>>
    {
        public async Task<IReadOnlyList<Match>> Handle(Query query, CancellationToken ct)
        {
            var profile = query.Input.ToProfile(null, null);
            // An empty field arrives as nothing at all.
            profile = profile with { Name = profile.Name ?? "", Points = [.. profile.Points.Where(Complete)] };
            if (profile.Name.Trim().Length < 2 && profile.Points.Count == 0) return [];
            var twins = (await duplicates.Find([profile], query.ExceptId, ct))[0];
            if (twins.Count == 0) return [];
            var scope = user.ScopeOf("customers.read");
            var people = await staff.Everyone(ct);
            return [.. twins.Select(t =>
            {
                var owner = t.OwnerId is { } id && people.TryGetValue(id, out var person) ? person.Name : null;
                return scope.Covers(t.OwnerId, t.TeamId)
                    ? new Match(t.Id, HumanNumber.Format(Customer.Prefix, t.Number), t.Name, owner, null, t.Comparison.Percent, t.Comparison.Reasons, t.Likely)
                    // Outside one's reach only what was typed oneself is certain; anything else would tell what the record holds.
                    : new Match(null, null, null, owner, links.To(t.Id), t.Comparison.Percent, [], t.Likely);
            }).Where(m => m.Id is not null || m.Likely)];
        }

        static bool Complete(PointValue point) => point.Kind switch
        {
            PointKind.Phone => PhoneNumber.TryNormalise(point.Value, out _),
            PointKind.Email => EmailAddress.TryNormalise(point.Value, out _),
            _ => true,
        };
    }
}
