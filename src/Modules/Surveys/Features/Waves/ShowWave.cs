using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>A wave with its counts, its public link and its invitations.</summary>
[Needs("surveys.read")]
internal static class ShowWave
{
    public sealed record Query(long Id, string? After = null) : IRequest<View>;

    /// <param name="StartedAt">Null throughout in an anonymous wave, as <paramref name="FinishedAt"/> is.</param>
    /// <param name="Beyond">A customer whom the reader may not read: without a name.</param>
    public sealed record InvitationRow(long Id, long? CustomerId, string? Customer, Delivery Delivery, LinkState State, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, long? ResponseId, bool Beyond);

    public sealed record Progress(JobState State, long Done, long? Total, string? Error);

    public sealed record View
    {
        public long Id { get; init; }
        public uint Version { get; init; }
        public string Title { get; init; } = "";
        public long SurveyId { get; init; }
        public string Survey { get; init; } = "";
        public int? SurveyVersion { get; init; }
        public WaveKind Kind { get; init; }
        public WaveState State { get; init; }
        public CustomerLevel? Level { get; init; }
        public string? Industry { get; init; }
        public string? Region { get; init; }
        public long? SegmentId { get; init; }
        public string? Segment { get; init; }

        /// <summary>Not everybody is asked, but customers of a kind.</summary>
        internal bool Narrowed => Level is not null || Industry is not null || Region is not null || SegmentId is not null;

        public DateTimeOffset OpensAt { get; init; }
        public DateTimeOffset? ClosesAt { get; init; }
        public int LinkDays { get; init; }
        public int RestDays { get; init; }
        public string? PublicAddress { get; init; }

        /// <summary>When it asks, reminds, stops, rewards and comes back.</summary>
        public WaveTerms Terms { get; init; } = WaveTerms.Plain;

        /// <summary>Only the customers on its list, and how many these are.</summary>
        public long? Listed { get; init; }

        public long? SeriesId { get; init; }
        public DateTimeOffset? FullAt { get; init; }

        public Counts Counts { get; init; } = Counts.None;
        public Progress? Sending { get; init; }
        public Slice<InvitationRow> Invitations { get; init; } = new([], null);
    }

    public sealed class Handler(SurveysDb db, Links links, ICustomerDirectory customers, ICustomerSegments segments, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, View>
    {
        const int PageSize = 25;

        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var wave = await db.Waves.AsNoTracking().Include(w => w.Survey).SingleOrDefaultAsync(w => w.Id == request.Id, cancellationToken) ?? throw new MissingException("Wave", request.Id);
            var counts = await Counts.Of(db, [wave.Id], cancellationToken);
            var title = wave.Survey.Draft.Title.In(user.Language);
            return new View
            {
                Id = wave.Id, Version = wave.Version, Title = wave.Title.Length > 0 ? wave.Title : title, SurveyId = wave.SurveyId, Survey = title, Kind = wave.Kind, State = wave.State,
                SurveyVersion = wave.VersionId is { } v ? await db.Versions.Where(x => x.Id == v).Select(x => x.Number).SingleAsync(cancellationToken) : wave.Survey.Published,
                Level = wave.Level, Industry = wave.Industry, Region = wave.Region, SegmentId = wave.SegmentId, Segment = wave.SegmentId is { } asked ? (await segments.FactsOf([asked], cancellationToken)).GetValueOrDefault(asked)?.Name : null, OpensAt = wave.OpensAt, ClosesAt = wave.ClosesAt, LinkDays = wave.LinkDays, RestDays = wave.RestDays,
                PublicAddress = wave.PublicCode is { } code ? links.AddressOf(code) : null,
                Terms = wave.Terms, SeriesId = wave.SeriesId, FullAt = wave.FullAt, Listed = wave.Listed ? await db.WaveListed.LongCountAsync(l => l.WaveId == wave.Id, cancellationToken) : null,
                Counts = counts.GetValueOrDefault(wave.Id, Counts.None),
                Sending = wave.JobId is { } job ? await db.Jobs.Where(j => j.Id == job).Select(j => new Progress(j.State, j.Done, j.Total, j.Error)).SingleOrDefaultAsync(cancellationToken) : null,
                Invitations = await InvitationsOf(wave, request.After, cancellationToken),
            };
        }

        async Task<Slice<InvitationRow>> InvitationsOf(Wave wave, string? cursor, CancellationToken ct)
        {
            var rows = db.Invitations.AsNoTracking().Where(i => i.WaveId == wave.Id);
            if (Cursor.Read<long?>(cursor) is { } after) rows = rows.Where(i => i.Id < after);
            var slice = Cursor.Cut(await rows.OrderByDescending(i => i.Id).Take(PageSize + 1).ToListAsync(ct), PageSize, i => (long?)i.Id);
            var ids = slice.Items.Select(i => (long?)i.Id).ToList();
            var scope = user.ScopeOf("surveys.results");
            var answers = await db.Responses.Within(scope).Where(r => ids.Contains(r.InvitationId)).Select(r => new { Invitation = r.InvitationId!.Value, r.Id }).ToDictionaryAsync(r => r.Invitation, r => r.Id, ct);
            // Whom a wave asks is told of those one may read; the others are counted.
            var names = await customers.ReadableNamesOf([.. slice.Items.Select(i => i.CustomerId).OfType<long>().Distinct()], ct);
            return new([.. slice.Items.Select(i => (i, Name: i.CustomerId is { } c ? names.GetValueOrDefault(c) : null)).Select(x => (x.i, x.Name, Beyond: x.i.CustomerId is not null && x.Name is null)).Select(x =>
                new InvitationRow(x.i.Id, x.Beyond ? null : x.i.CustomerId, x.Name, x.i.Delivery, x.i.ToldAt(clock.GetUtcNow(), wave), x.i.CreatedAt, wave.Anonymous || x.Beyond ? null : x.i.StartedAt, wave.Anonymous || x.Beyond ? null : x.i.FinishedAt,
                    answers.TryGetValue(x.i.Id, out var answer) ? answer : null, x.Beyond))], slice.NextCursor);
        }
    }
}
