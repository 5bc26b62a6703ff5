using System.Globalization;
using System.Runtime.CompilerServices;
using Crm.Contracts.Staff;
using Crm.Platform.Files;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Responses;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.DataCleaning;

/// <summary>Every answer that a rule has flagged or a person has decided, one a line.</summary>
[Needs("surveys.results")]
[Needs("surveys.export")]
internal static class ExportCleaning
{
    public sealed record Query : ResponseFilter, IRequest<SheetFile>;

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, Texts texts, CurrentUser user, InstallationZone zone) : IRequestHandler<Query, SheetFile>
    {
        const int Batch = 2000;

        public async Task<SheetFile> Handle(Query request, CancellationToken cancellationToken)
        {
            var id = request.Survey ?? throw new MissingException("Survey");
            if (!await db.Surveys.AnyAsync(s => s.Id == id, cancellationToken)) throw new MissingException("Survey", id);
            var file = await SheetFile.Write(ExportFormat.Csv, $"cleaning-{id}", "",
                [
                    texts["surveys.cleaning.number"], texts["surveys.finished"], texts["surveys.wave"], texts["surveys.source"], texts["surveys.active.seconds"], texts["surveys.headline"], texts["surveys.nps"],
                    texts["surveys.flag"], texts["surveys.cleaning.in"], texts["surveys.cleaning.by"], texts["surveys.decided"], texts["surveys.decide.reason"],
                ], Lines(request, cancellationToken), cancellationToken);
            db.Record("ExportCleaning", nameof(Survey), id, new { file.Rows });
            await db.SaveChangesAsync(cancellationToken);
            return file;
        }

        async IAsyncEnumerable<IReadOnlyList<string?>> Lines(Query request, [EnumeratorCancellation] CancellationToken ct)
        {
            var people = await staff.Everyone(ct);
            var waves = new Dictionary<long, string>();
            for (long? last = null; ;)
            {
                var sql = new ResponseSql(request with { OneByOne = true }, user.ScopeOf("surveys.results"), zone);
                if (last is { } before) sql.And("id < {0}", before);
                var rows = await db.Responses.FromSqlRaw($"select *, xmin from surveys.responses where {sql.Where} and (cardinality(flags) > 0 or decided_at is not null)", sql.Parameters).AsNoTracking().OrderByDescending(r => r.Id).Take(Batch)
                    .Select(r => new { r.Id, r.FinishedAt, r.WaveId, r.Source, r.ActiveSeconds, r.Headline, r.Nps, r.Flags, r.Counted, r.DecidedById, r.DecidedAt, r.DecisionReason }).ToListAsync(ct);
                if (rows.Count == 0) yield break;
                var unknown = rows.Select(r => r.WaveId).OfType<long>().Where(w => !waves.ContainsKey(w)).Distinct().ToList();
                if (unknown.Count > 0) foreach (var (wave, title) in await SurveyTitles.OfWaves(db, user.Language, unknown, ct)) waves[wave] = title;
                foreach (var r in rows)
                    yield return
                    [
                        Text(r.Id), At(r.FinishedAt), r.WaveId is { } w ? waves.GetValueOrDefault(w) : null, texts[r.Source], Text(r.ActiveSeconds), Text(r.Headline), Text(r.Nps),
                        string.Join("; ", r.Flags.Select(f => texts[f])), texts[r.Counted ? "yes" : "no"], r.DecidedById is { } by ? people.GetValueOrDefault(by)?.Name : null, At(r.DecidedAt), r.DecisionReason,
                    ];
                last = rows[^1].Id;
            }
        }

        static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

        string? At(DateTimeOffset? at) => at is { } instant ? NodaTime.Instant.FromDateTimeOffset(instant).InZone(user.Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : null;
    }
}
