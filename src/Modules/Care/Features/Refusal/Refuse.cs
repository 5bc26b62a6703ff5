using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.Refusal;

/// <summary>What somebody may be written to for, as they see and choose it through the link of any mail.</summary>
[OpenToAll("whoever was written to may refuse")]
internal static class ChooseContact
{
    /// <summary>What can be refused here. Answers to what somebody asked us are not.</summary>
    public static readonly IReadOnlyList<Purpose> Purposes = [Purpose.Survey, Purpose.Care, Purpose.Marketing];

    /// <summary>Null: nobody was given this link, or its customer is forgotten.</summary>
    public sealed record Query(string Token) : IRequest<View?>;

    /// <param name="Of">The purpose of the mail the link stood in.</param>
    public sealed record View(Purpose Of, IReadOnlyDictionary<Purpose, bool> Allowed);

    /// <summary>Refuses the purpose of the link alone: the one click of a mail program.</summary>
    public sealed record Refuse(string Token) : IRequest<bool>;

    /// <summary>Keeps these purposes and refuses the others.</summary>
    public sealed record Choose(string Token, IReadOnlyCollection<Purpose> Kept) : IRequest<bool>;

    public sealed class Handler(CareDb db, CareAddresses addresses, ICustomerDirectory customers, IConsents consents) : IRequestHandler<Query, View?>, IRequestHandler<Refuse, bool>, IRequestHandler<Choose, bool>
    {
        public async Task<View?> Handle(Query request, CancellationToken cancellationToken) =>
            await Who(request.Token, cancellationToken) is { } who ? new(who.Purpose, await Allowed(who.CustomerId, cancellationToken)) : null;

        public async Task<bool> Handle(Refuse request, CancellationToken cancellationToken)
        {
            if (await Who(request.Token, cancellationToken) is not { } who) return false;
            if (await LastSaid(who.CustomerId, who.Purpose, cancellationToken) is { Allowed: false } said && said.At > db.Clock.GetUtcNow().AddMinutes(-10)) return true; // pressed twice
            db.Choices.Add(new ContactChoice(who.CustomerId, who.Purpose, false, db.Clock.GetUtcNow()));
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }

        public async Task<bool> Handle(Choose request, CancellationToken cancellationToken)
        {
            if (await Who(request.Token, cancellationToken) is not { } who) return false;
            // Only what differs is said: nobody consents by leaving a tick where it stood.
            foreach (var (purpose, allowed) in await Allowed(who.CustomerId, cancellationToken))
                if (request.Kept.Contains(purpose) != allowed) db.Choices.Add(new ContactChoice(who.CustomerId, purpose, !allowed, db.Clock.GetUtcNow()));
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }

        async Task<(long CustomerId, Purpose Purpose)?> Who(string token, CancellationToken ct)
        {
            if ((await addresses.Links(ct)).Read(token) is not { Kind: CareLinkKind.Refuse } link || !Purposes.Contains((Purpose)link.Second)) return null;
            return (await customers.FactsOf([link.First], ct)).GetValueOrDefault(link.First) is { Erased: false } customer ? (customer.Id, (Purpose)link.Second) : null;
        }

        async Task<IReadOnlyDictionary<Purpose, bool>> Allowed(long customerId, CancellationToken ct)
        {
            var allowed = new Dictionary<Purpose, bool>();
            // What was said here a moment ago counts, even before the ledger has heard of it.
            var recent = db.Clock.GetUtcNow().AddMinutes(-10);
            foreach (var purpose in Purposes)
                allowed[purpose] = await LastSaid(customerId, purpose, ct) is { } said && said.At > recent ? said.Allowed : (await consents.Allowing([customerId], purpose, ConsentChannel.Email, ct)).Contains(customerId);
            return allowed;
        }

        Task<ContactChoice?> LastSaid(long customerId, Purpose purpose, CancellationToken ct) =>
            db.Choices.AsNoTracking().Where(c => c.CustomerId == customerId && c.Purpose == purpose).OrderByDescending(c => c.Id).FirstOrDefaultAsync(ct);
    }
}
