using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Programme;

/// <summary>All versions of the programme, newest first.</summary>
[Needs("loyalty.read")]
internal static class ListVersions
{
    public sealed record Query : IRequest<IReadOnlyList<Row>>;

    public sealed record Row(int Number, VersionState State, DateTimeOffset? LiveFrom, string? Note, int Rules, DateTimeOffset CreatedAt);

    public sealed class Handler(LoyaltyDb db, Programmes programmes) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var now = db.Clock.GetUtcNow();
            var live = (await programmes.At(now, cancellationToken)).LiveFrom!.Value;
            return [.. (await db.ProgrammeVersions.AsNoTracking().OrderByDescending(v => v.Number).ToListAsync(cancellationToken))
                .Select(v => new Row(v.Number, v.StateAt(now, live), v.LiveFrom == DateTimeOffset.UnixEpoch ? null : v.LiveFrom, v.Note, v.Terms.Rules.Count(r => r.Active), v.CreatedAt))];
        }
    }
}

/// <summary>A version in words: its terms, rules and campaigns, and what it changes against the one it was copied from.</summary>
[Needs("loyalty.read")]
internal static class ShowVersion
{
    /// <param name="Number">Null: the version in force.</param>
    public sealed record Query(int? Number = null) : IRequest<View>;

    public sealed record View(int Number, VersionState State, uint Version, DateTimeOffset? LiveFrom, string? Note, int? BasedOn, DateTimeOffset CreatedAt, DateTimeOffset? PublishedAt,
        ProgrammeTerms Terms, IReadOnlyList<Said> Said, IReadOnlyList<RuleRow> Rules, IReadOnlyList<CampaignRow> Campaigns, IReadOnlyList<Difference> Differences)
    {
        public int? DraftNumber { get; init; }
        public IReadOnlyList<SimulationRow> Simulations { get; init; } = [];
    }

    public sealed record RuleRow(string Key, string Name, EarnTrigger Trigger, bool Active, IReadOnlyList<Said> Said);

    public sealed record CampaignRow(string Key, string Name, IReadOnlyList<Said> Said);

    public sealed record SimulationRow(long Id, DateOnly From, DateOnly To, long Points, long Live, DateTimeOffset At);

    public sealed class Handler(LoyaltyDb db, Programmes programmes, RuleWords words) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken cancellationToken)
        {
            var now = db.Clock.GetUtcNow();
            var live = await programmes.At(now, cancellationToken);
            var v = query.Number is not { } number || number == live.Number ? live
                : await db.ProgrammeVersions.AsNoTracking().SingleOrDefaultAsync(x => x.Number == number, cancellationToken) ?? throw new MissingException("programme", number);
            var tiers = await programmes.Tiers(cancellationToken);
            var before = v.BasedOn is { } basis ? await db.ProgrammeVersions.AsNoTracking().SingleOrDefaultAsync(x => x.Number == basis, cancellationToken) : null;
            var language = Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture);
            return new View(v.Number, v.StateAt(now, live.LiveFrom!.Value), v.Version, v.LiveFrom == DateTimeOffset.UnixEpoch ? null : v.LiveFrom, v.Note, v.BasedOn, v.CreatedAt, v.PublishedAt, v.Terms, words.Say(v.Terms),
                [.. v.Terms.Rules.Select(r => new RuleRow(r.Key, r.Name(language), r.Trigger, r.Active, words.Say(r, v.Terms, tiers)))],
                [.. v.Terms.Campaigns.OrderBy(c => c.From).Select(c => new CampaignRow(c.Key, c.Name(language), words.Say(c)))],
                before is null ? [] : words.Between(before.Terms, v.Terms, tiers))
            {
                DraftNumber = await db.ProgrammeVersions.Where(x => x.LiveFrom == null || x.LiveFrom > now).OrderByDescending(x => x.Number).Select(x => (int?)x.Number).FirstOrDefaultAsync(cancellationToken),
                Simulations = [.. (await db.Simulations.AsNoTracking().Where(s => s.VersionNumber == v.Number).OrderByDescending(s => s.Id).Take(5).ToListAsync(cancellationToken))
                    .Select(s => new SimulationRow(s.Id, s.From, s.To, s.Result.Draft.Points, s.Result.Live.Points, s.At))],
            };
        }
    }
}
