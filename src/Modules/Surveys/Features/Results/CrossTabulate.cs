using System.Globalization;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain;
using MediatR;

namespace Crm.Surveys.Features.Results;

/// <summary>Two questions or facets crossed: counts, shares, and whether they have to do with each other.</summary>
[Needs("surveys.results")]
internal static class CrossTabulate
{
    public sealed record Query : ResultsFilter, IRequest<View>
    {
        /// <summary>What stands in the lines and in the columns: "facet:Level" or "item:stay".</summary>
        public string? Rows { get; init; }

        public string? Columns { get; init; }
    }

    /// <param name="Sides">Everything that can be crossed.</param>
    /// <param name="Table">Null until two different sides are chosen.</param>
    /// <param name="Behind">The answers of a line and a column as part of an address; null where nothing was asked that the list of answers could ask for.</param>
    public sealed record View(ResultsFrame Frame, IReadOnlyList<Choice> Sides, string? Rows, string? Columns, CrossTable? Table, Func<string, string, string?> Behind);

    public sealed class Handler(ResultsReader reader, Texts texts, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var frame = await reader.Read(request, cancellationToken);
            var sides = SidesOf(frame).ToList();
            var (rows, columns) = (sides.Find(s => s.Key == request.Rows), sides.Find(s => s.Key == request.Columns));
            var table = rows is null || columns is null || rows.Key == columns.Key ? null
                : CrossTable.Of(frame.Table, frame.Rows, rows.Of, columns.Of, rows.Several || columns.Several, rows.Order, columns.Order);
            // Of two items, the answer of the second has names of its own in the address.
            return new(frame, [.. sides.Select(s => new Choice(s.Key, s.Name))], rows?.Key, columns?.Key, table, (line, column) => rows?.Ask(line) is { } one && columns?.Ask(column) is { } other ? $"{one}&{(IsItem(one) && IsItem(other) ? other.Replace("=", "2=", StringComparison.Ordinal) : other)}" : null);
        }

        const string Item = "item=";

        static bool IsItem(string asked) => asked.StartsWith(Item, StringComparison.Ordinal);

        IEnumerable<Side> SidesOf(ResultsFrame frame)
        {
            var table = frame.Table;
            foreach (var item in frame.Definition.Items)
            {
                var name = item.Text.In(user.Language);
                var options = item.Options.Select(o => o.Text.In(user.Language)).ToList();
                var asked = Item + Uri.EscapeDataString(item.Key);
                string? ByOption(string text) => options.IndexOf(text) is >= 0 and var place ? $"{asked}&value={Uri.EscapeDataString(item.Options[place].Key)}" : null;
                string? ByScore(string text) => $"{asked}&min={text}&max={text}";
                if (item.Kind == ItemKind.Single)
                    yield return new("item:" + item.Key, name, row => table.Score(item.Key, row) is >= 0 and var place && place < options.Count ? [options[place]] : [], false, Distinct(options), ByOption);
                if (item.Kind == ItemKind.Multi)
                    yield return new("item:" + item.Key, name, row => table.Chosen(item.Key, row) is var bits and not 0 ? options.Where((_, i) => i < 64 && (bits & (1ul << i)) != 0) : [], true, Distinct(options), ByOption);
                if (item.Kind is ItemKind.Rating or ItemKind.Ces)
                    yield return new("item:" + item.Key, name, row => table.Score(item.Key, row) is >= 0 and var score ? [score.ToString(CultureInfo.InvariantCulture)] : [], false, [.. Enumerable.Range(item.Scale!.Value.From, item.Scale.Value.To - item.Scale.Value.From + 1).Select(s => s.ToString(CultureInfo.InvariantCulture))], ByScore);
                if (item.Kind == ItemKind.Nps)
                {
                    string[] groups = [texts["surveys.detractors"], texts["surveys.passives"], texts["surveys.promoters"]];
                    yield return new("item:" + item.Key, name, row => table.Score(item.Key, row) switch { < 0 or > 10 => [], >= 9 => [groups[2]], >= 7 => [groups[1]], _ => [groups[0]] }, false, groups, text => asked + (text == groups[2] ? "&min=9&max=10" : text == groups[1] ? "&min=7&max=8" : "&min=0&max=6"));
                }
            }
            foreach (var facet in Enum.GetValues<Facet>())
            {
                var names = table.Groups(frame.Rows, facet).ToDictionary(g => g.Value, g => frame.Choices.NameOf(texts, facet, g.Value));
                string? Ask(string name) => names.FirstOrDefault(n => n.Value == name).Key is { } value ? FilterAddress.Of(facet, value, frame.Filter) : null;
                yield return new("facet:" + facet, texts[facet], row => table.ValueOf(facet, row) is { } value ? [names[value]] : [], false, facet == Facet.Month ? [.. names.Keys.Order(StringComparer.Ordinal).TakeLast(CrossTable.Most)] : null, Ask);
            }
        }

        static IReadOnlyList<string> Distinct(IEnumerable<string> texts) => [.. texts.Distinct()];

        sealed record Side(string Key, string Name, Func<int, IEnumerable<string>> Of, bool Several, IReadOnlyList<string>? Order, Func<string, string?> Ask);
    }
}
