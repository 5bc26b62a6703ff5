using Crm.Contracts.Customers;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>Sheets to print: the public link of a wave, or a personal link for each of those who could not be written to by mail.</summary>
[Needs("surveys.write")]
internal static class Letters
{
    /// <summary>Letters made at once.</summary>
    public const int Most = 500;

    public sealed record Query(long Id) : IRequest<View>;

    /// <summary>Makes links for those without an address who have no letter yet.</summary>
    public sealed record Command(long Id) : IRequest<View>;

    /// <param name="Url">Shown here once, stored nowhere.</param>
    public sealed record Letter(string Name, string Url, DateTimeOffset? ExpiresAt);

    /// <param name="Unreached">Those a letter could be made for.</param>
    public sealed record View(long Id, string Wave, LocalText Title, LocalText Intro, Letter? Public, IReadOnlyList<Letter> Personal, long Unreached);

    public sealed class Handler(SurveysDb db, Links links, Inviter inviter, ICustomerDirectory customers, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, View>, IRequestHandler<Command, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken) => await Sheet(await Find(request.Id, cancellationToken), [], cancellationToken);

        public async Task<View> Handle(Command request, CancellationToken cancellationToken)
        {
            var wave = await Find(request.Id, cancellationToken);
            if (!wave.Takes(clock.GetUtcNow())) throw new RuleException("surveys.enter.closed");
            var unreached = await Unreached(wave.Id).OrderBy(i => i.Id).Take(Most).ToListAsync(cancellationToken);
            var names = await customers.NamesOf([.. unreached.Select(i => i.CustomerId!.Value).Distinct()], cancellationToken);
            var letters = new List<Letter>();
            foreach (var invitation in unreached)
            {
                invitation.Print();
                letters.Add(new(names.GetValueOrDefault(invitation.CustomerId!.Value) ?? "", await inviter.NewLink(invitation, cancellationToken), invitation.UsableUntil(wave)));
            }
            await db.SaveChangesAsync(cancellationToken);
            return await Sheet(wave, letters, cancellationToken);
        }

        async Task<Wave> Find(long id, CancellationToken ct) => await db.Waves.AsNoTracking().Include(w => w.Survey).SingleOrDefaultAsync(w => w.Id == id, ct) ?? throw new MissingException("Wave", id);

        IQueryable<Invitation> Unreached(long waveId) => db.Invitations.Where(i => i.WaveId == waveId && i.Delivery == Delivery.Undeliverable && i.CustomerId != null && i.FinishedAt == null && i.RevokedAt == null && i.DeclinedAt == null);

        async Task<View> Sheet(Wave wave, IReadOnlyList<Letter> letters, CancellationToken ct)
        {
            var definition = wave.VersionId is { } version ? await links.Version(version, ct) : wave.Survey.Draft;
            return new(wave.Id, wave.Title.Length > 0 ? wave.Title : definition.Title.In(user.Language), definition.Title, definition.Intro,
                wave.PublicCode is { } code ? new(wave.Title, links.AddressOf(code), wave.ClosesAt) : null, letters, await Unreached(wave.Id).LongCountAsync(ct));
        }
    }
}
