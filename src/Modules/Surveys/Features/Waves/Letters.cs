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

    /// <summary>A letter with the head of the questionnaire, as it speaks to its reader.</summary>
    public sealed record Paper(Letter Letter, LocalText Title, LocalText Intro);

    /// <param name="Unreached">Those a letter could be made for.</param>
    public sealed record View(long Id, string Wave, Paper? Public, IReadOnlyList<Paper> Personal, long Unreached);

    public sealed class Handler(SurveysDb db, Links links, KnownFacts facts, Inviter inviter, ICustomerDirectory customers, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, View>, IRequestHandler<Command, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var wave = await Find(request.Id, cancellationToken);
            return await Sheet(wave, await Head(wave, cancellationToken), [], cancellationToken);
        }

        public async Task<View> Handle(Command request, CancellationToken cancellationToken)
        {
            var wave = await Find(request.Id, cancellationToken);
            if (!wave.Takes(clock.GetUtcNow())) throw new RuleException("surveys.enter.closed");
            var unreached = await Unreached(wave.Id).OrderBy(i => i.Id).Take(Most).ToListAsync(cancellationToken);
            var readers = await customers.FactsOf([.. unreached.Select(i => i.CustomerId!.Value).Distinct()], cancellationToken);
            var head = await Head(wave, cancellationToken);
            var letters = new List<Paper>();
            foreach (var invitation in unreached)
            {
                invitation.Print();
                var reader = readers.GetValueOrDefault(invitation.CustomerId!.Value);
                letters.Add(On(head, new(reader?.Name ?? "", await inviter.NewLink(invitation, cancellationToken), invitation.UsableUntil(wave)), await facts.Of(head, reader, invitation, cancellationToken)));
            }
            await db.SaveChangesAsync(cancellationToken);
            return await Sheet(wave, head, letters, cancellationToken);
        }

        async Task<Wave> Find(long id, CancellationToken ct) => await db.Waves.AsNoTracking().Include(w => w.Survey).SingleOrDefaultAsync(w => w.Id == id, ct) ?? throw new MissingException("Wave", id);

        IQueryable<Invitation> Unreached(long waveId) => db.Invitations.Where(i => i.WaveId == waveId && i.Delivery == Delivery.Undeliverable && i.CustomerId != null && i.FinishedAt == null && i.RevokedAt == null && i.DeclinedAt == null);

        /// <summary>What is printed of the questionnaire: no fact is looked up that only a question names.</summary>
        async Task<SurveyDefinition> Head(Wave wave, CancellationToken ct)
        {
            var whole = wave.VersionId is { } version ? await links.Version(version, ct) : wave.Survey.Draft;
            return new() { Title = whole.Title, Intro = whole.Intro };
        }

        static Paper On(SurveyDefinition head, Letter letter, PipedFacts known) => new(letter, Piping.Fill(head.Title, known), Piping.Fill(head.Intro, known));

        async Task<View> Sheet(Wave wave, SurveyDefinition head, IReadOnlyList<Paper> letters, CancellationToken ct) =>
            new(wave.Id, wave.Title.Length > 0 ? wave.Title : head.Title.In(user.Language),
                wave.PublicCode is { } code ? On(head, new(wave.Title, links.AddressOf(code), wave.ClosesAt), PipedFacts.None) : null, letters, await Unreached(wave.Id).LongCountAsync(ct));
    }
}
