using System.Globalization;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Results;

/// <summary>A survey's figures from wave to wave, or from month to month, and whether the last step is more than chance.</summary>
[Needs("surveys.results")]
internal static class ReadSurveyTrend
{
    public enum Step { Wave, Month }

    public sealed record Query : ResultsFilter, IRequest<View>
    {
        /// <summary>Null: waves where there are two with answers, else months.</summary>
        public Step? By { get; init; }
    }

    /// <param name="Id">The wave; null for a month.</param>
    /// <param name="From">First and last day, for the answers behind it.</param>
    public sealed record Point(string Name, long? Id, DateOnly? From, DateOnly? To, int N, IReadOnlyList<double?> Values, IReadOnlyList<Interval?> Intervals);

    /// <param name="Movement">From the last point but one to the last; null with fewer than two.</param>
    public sealed record View(ResultsFrame Frame, Step By, IReadOnlyList<PersonFigure> Measures, IReadOnlyList<Point> Points, Movement? Movement);

    public sealed class Handler(ResultsReader reader, SurveysDb db) : IRequestHandler<Query, View>
    {
        /// <summary>Points shown: the latest.</summary>
        const int Most = 24;

        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            // A trend is over waves: one chosen on another tab would leave a single point.
            var frame = await reader.Read(request with { Wave = null }, cancellationToken);
            var table = frame.Table;
            var waves = await db.Waves.Where(w => w.SurveyId == frame.SurveyId).OrderBy(w => w.OpensAt).ThenBy(w => w.Id).Select(w => w.Id).ToListAsync(cancellationToken);
            var byWave = table.Groups(frame.Rows, Facet.Wave).ToDictionary(g => long.Parse(g.Value, CultureInfo.InvariantCulture), g => g.Rows);
            var step = request.By ?? (byWave.Count > 1 ? Step.Wave : Step.Month);
            var measures = PersonFigure.All(table);
            var sets = step == Step.Wave
                ? waves.Where(byWave.ContainsKey).Select(w => (Value: w.ToString(CultureInfo.InvariantCulture), Name: frame.Choices.Waves.FirstOrDefault(c => c.Value == w.ToString(CultureInfo.InvariantCulture))?.Text ?? "", Id: (long?)w, From: (DateOnly?)null, To: (DateOnly?)null, Rows: byWave[w])).ToList()
                : table.Groups(frame.Rows, Facet.Month).OrderBy(g => g.Value, StringComparer.Ordinal).Select(g =>
                {
                    var first = DateOnly.ParseExact(g.Value + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture);
                    return (g.Value, Name: g.Value, Id: (long?)null, From: (DateOnly?)first, To: (DateOnly?)first.AddMonths(1).AddDays(-1), g.Rows);
                }).ToList();
            var hidden = table.HiddenBy(step == Step.Wave ? Facet.Wave : Facet.Month, frame.Rows);
            sets = [.. sets.Where(s => !hidden.Contains(s.Value)).TakeLast(Most)];
            return new(frame, step, measures, [.. sets.Select(s =>
            {
                var figures = table.Figures(s.Rows);
                return new Point(s.Name, s.Id, s.From, s.To, s.Rows.Length, [.. measures.Select(m => m.In(figures))], [.. measures.Select(m => m.IntervalIn(figures, s.Rows))]);
            })], sets.Count < 2 ? null : Movement.Between(table, sets[^2].Rows, sets[^1].Rows));
        }
    }
}
