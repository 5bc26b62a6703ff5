using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Crm.Surveys.Domain;

/// <summary>A fault of a file, with its place as a path ("dimensions[1].items[0].kind") and what was found there.</summary>
internal sealed record JsonFault(string Path, string Key, string Found);

/// <summary>
/// A questionnaire as a file: {"format": "crm-survey", "version": 1, "lowMark": 3, "cleaning": {…}, "survey": {…}}. Reading trusts
/// nothing: every value is checked, every fault is named with its place, and what is unknown is a fault too, since a
/// misspelt setting would otherwise be lost without a word.
/// </summary>
internal static partial class SurveyJson
{
    public const string Format = "crm-survey";

    public const int MostBytes = 512 * 1024, MostDimensions = 60, MostItems = 300, MostOptions = 40, MostFaults = 30;

    /// <summary>Lengths as the forms have them.</summary>
    public const int Title = 200, Intro = 2000, DimensionIntro = 1000, Text = 500, End = 60, OptionText = 200;

    public static object Write(SurveyContent survey) => new { format = Format, version = 1, lowMark = survey.LowMark, cleaning = survey.Cleaning, survey = survey.Text };

    public static (SurveyContent? Survey, IReadOnlyList<JsonFault> Faults) Read(string json)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(json) > MostBytes) return (null, [new("", "surveys.file.large", (MostBytes / 1024).ToString(CultureInfo.InvariantCulture))]);
        JsonDocument document;
        try { document = JsonDocument.Parse(json, new() { MaxDepth = 32 }); }
        catch (JsonException e) { return (null, [new($"{e.LineNumber + 1}:{e.BytePositionInLine + 1}", "surveys.file.json", "")]); }
        using (document)
        {
            var reader = new Reader();
            var survey = reader.File(document.RootElement);
            // What the structure alone cannot say: keys twice, rules that cannot work, contradictory limits.
            if (reader.Faults.Count == 0) reader.Whole(survey.Text);
            return (reader.Faults.Count == 0 ? survey : null, reader.Faults);
        }
    }

    sealed class Reader
    {
        readonly List<JsonFault> faults = [];

        public IReadOnlyList<JsonFault> Faults => faults;

        public SurveyContent File(JsonElement root)
        {
            var o = Object(root, "", "format", "version", "lowMark", "cleaning", "survey");
            if (Text(o, "format", "", 40) != Format) Fault("format", "surveys.file.format", Shown(o, "format"));
            if (Whole(o, "version", "", 1, 1) is null) Missing(o, "version", "");
            var lowMark = Whole(o, "lowMark", "", 0, 4) ?? 3;
            if (!o.TryGetValue("survey", out var survey)) { Missing(o, "survey", ""); return new(new()); }
            return new(Survey(survey, "survey"), lowMark, o.TryGetValue("cleaning", out var rules) && rules.ValueKind != JsonValueKind.Null ? Cleaning(rules, "cleaning") : null);
        }

        /// <summary>Within the bounds of the form.</summary>
        CleaningRules Cleaning(JsonElement element, string path)
        {
            var (o, shipped) = (Object(element, path, "longFrom", "minSeconds", "secondsPerItem", "straightItems", "completePercent"), CleaningRules.Default);
            return new()
            {
                LongFrom = Whole(o, "longFrom", path, 2, 200) ?? shipped.LongFrom, MinSeconds = Whole(o, "minSeconds", path, 0, 3600) ?? shipped.MinSeconds,
                SecondsPerItem = Whole(o, "secondsPerItem", path, 0, 60) ?? shipped.SecondsPerItem, StraightItems = Whole(o, "straightItems", path, 3, 200) ?? shipped.StraightItems,
                CompletePercent = Whole(o, "completePercent", path, 0, 100) ?? shipped.CompletePercent,
            };
        }

        SurveyDefinition Survey(JsonElement element, string path)
        {
            var o = Object(element, path, "title", "intro", "end", "dimensions");
            var dimensions = List(o, "dimensions", path, MostDimensions, Dimension);
            if (dimensions.Count == 0) Missing(o, "dimensions", path);
            if (dimensions.Sum(d => d.Items.Count) is > MostItems and var n) Fault(path + ".dimensions", "surveys.file.items", n.ToString(CultureInfo.InvariantCulture));
            return new() { Title = Local(o, "title", path, SurveyJson.Title, required: true), Intro = Local(o, "intro", path, SurveyJson.Intro), End = Local(o, "end", path, SurveyJson.Intro), Dimensions = dimensions };
        }

        Dimension Dimension(JsonElement element, string path)
        {
            var o = Object(element, path, "key", "title", "intro", "weight", "inIndex", "apart", "items");
            return new()
            {
                Key = Key(o, path), Title = Local(o, "title", path, SurveyJson.Title, required: true), Intro = Local(o, "intro", path, DimensionIntro),
                Weight = Number(o, "weight", path, 0, 100) is { } weight ? (double)weight : 1, InIndex = Flag(o, "inIndex", path) ?? true, Apart = Flag(o, "apart", path) ?? false,
                Items = List(o, "items", path, MostItems, Item),
            };
        }

        Item Item(JsonElement element, string path)
        {
            var o = Object(element, path, "key", "kind", "text", "hint", "low", "high", "required", "headline", "fact", "showIf", "options", "limits");
            var kind = Enum<ItemKind>(o, "kind", path, required: true) ?? default;
            var item = new Item
            {
                Key = Key(o, path), Kind = kind, Text = Local(o, "text", path, SurveyJson.Text, required: true), Hint = Local(o, "hint", path, SurveyJson.Text),
                Low = Local(o, "low", path, SurveyJson.End), High = Local(o, "high", path, SurveyJson.End),
                Required = Flag(o, "required", path) ?? false, Headline = Flag(o, "headline", path) ?? false, Fact = Enum<AskedFact>(o, "fact", path),
                Options = List(o, "options", path, MostOptions, Option),
            };
            if (o.TryGetValue("showIf", out var rule) && rule.ValueKind != JsonValueKind.Null) item = item with { ShowIf = ShowIf(rule, path + ".showIf") };
            if (o.TryGetValue("limits", out var limits) && limits.ValueKind != JsonValueKind.Null)
            {
                var all = Limits(limits, path + ".limits");
                if (all.For(kind) != (all.IsOpen ? null : all)) Fault(path + ".limits", "surveys.file.limits", kind.ToString());
                item = item with { Limits = all.For(kind) };
            }
            if (item.IsChoice && item.Options.Count < 2) Fault(path + ".options", "surveys.options.two", "");
            if (!item.IsChoice && item.Options.Count > 0) Fault(path + ".options", "surveys.file.nooptions", kind.ToString());
            if (item.Scale is null && !(item.Low.IsEmpty && item.High.IsEmpty)) Fault(path + ".low", "surveys.file.noscale", kind.ToString());
            if (item.Headline && kind != ItemKind.Rating) Fault(path + ".headline", "surveys.headline.rating", "");
            if (item.Fact is not null && kind != ItemKind.Single) Fault(path + ".fact", "surveys.file.fact", kind.ToString());
            if (item.Fact == AskedFact.CooperationBand && item.Options.FirstOrDefault(x => !System.Enum.TryParse<Crm.Contracts.Customers.CooperationBand>(x.Key, out _)) is { } foreign) Fault(path + ".options", "surveys.file.band", foreign.Key);
            return item;
        }

        Option Option(JsonElement element, string path)
        {
            var o = Object(element, path, "key", "text");
            return new(Key(o, path), Local(o, "text", path, OptionText, required: true));
        }

        ShowIf ShowIf(JsonElement element, string path)
        {
            var o = Object(element, path, "item", "anyOf");
            var values = List(o, "anyOf", path, MostOptions, (e, p) => e.ValueKind == JsonValueKind.String ? e.GetString()! : Wrong(e, p));
            return new(Text(o, "item", path, 60) ?? "", values);

            string Wrong(JsonElement e, string p) { Fault(p, "surveys.file.text", Shown(e)); return ""; }
        }

        ItemLimits Limits(JsonElement element, string path)
        {
            var o = Object(element, path, "min", "max", "from", "until", "fewest", "most", "length");
            const decimal most = 999_999_999_999m;
            return new()
            {
                Min = Number(o, "min", path, -most, most), Max = Number(o, "max", path, -most, most), From = Day(o, "from", path), Until = Day(o, "until", path),
                Fewest = Whole(o, "fewest", path, 0, MostOptions), Most = Whole(o, "most", path, 1, MostOptions), Length = Whole(o, "length", path, 1, AnswerSheet.MaxText),
            };
        }

        public void Whole(SurveyDefinition survey)
        {
            var (dimensions, keys) = (new HashSet<string>(), new HashSet<string>());
            foreach (var (dimension, d) in survey.Dimensions.Select((x, i) => (x, i)))
            {
                if (!dimensions.Add(dimension.Key)) Fault($"survey.dimensions[{d}].key", "surveys.file.twice", dimension.Key);
                foreach (var (item, i) in dimension.Items.Select((x, i) => (x, i)))
                {
                    var path = $"survey.dimensions[{d}].items[{i}]";
                    if (!keys.Add(item.Key)) Fault(path + ".key", "surveys.file.twice", item.Key);
                    if (item.Options.GroupBy(o => o.Key).FirstOrDefault(g => g.Count() > 1) is { } twice) Fault(path + ".options", "surveys.file.twice", twice.Key);
                    if (item.Limits?.Problem(item.Kind, item.Options.Count) is { } wrong) Fault($"{path}.limits.{JsonNamingPolicy.CamelCase.ConvertName(wrong.Property)}", wrong.Key, "");
                }
            }
            if (survey.Items.Count(i => i.Headline) > 1) Fault("survey.dimensions", "surveys.problem.headlines", "");
            if (faults.Count > 0) return;
            foreach (var broken in survey.LogicProblems()) Fault(Place(survey, broken.Item.Key) + ".showIf", broken.Key, broken.Source.In("en"));
            foreach (var place in survey.Places())
                foreach (var text in new[] { place.Text.En, place.Text.Zh })
                    if (Piping.Unknown(text) is { } unknown) Fault(place.Item is not null ? Place(survey, place.Item) : "survey", "surveys.pipe.unknown", unknown);
        }

        static string Place(SurveyDefinition survey, string item)
        {
            var d = survey.Dimensions.ToList().FindIndex(x => x.Items.Any(i => i.Key == item));
            return $"survey.dimensions[{d}].items[{survey.Dimensions[d].Items.ToList().FindIndex(i => i.Key == item)}]";
        }

        Dictionary<string, JsonElement> Object(JsonElement element, string path, params string[] known)
        {
            var found = new Dictionary<string, JsonElement>();
            if (element.ValueKind != JsonValueKind.Object) { Fault(path, "surveys.file.object", Shown(element)); return found; }
            foreach (var property in element.EnumerateObject())
            {
                if (!known.Contains(property.Name)) Fault(Join(path, property.Name), "surveys.file.unknown", property.Name);
                else if (!found.TryAdd(property.Name, property.Value)) Fault(Join(path, property.Name), "surveys.file.twice", property.Name);
            }
            return found;
        }

        List<T> List<T>(Dictionary<string, JsonElement> o, string name, string path, int most, Func<JsonElement, string, T> read)
        {
            if (!o.TryGetValue(name, out var element) || element.ValueKind == JsonValueKind.Null) return [];
            path = Join(path, name);
            if (element.ValueKind != JsonValueKind.Array) { Fault(path, "surveys.file.list", Shown(element)); return []; }
            if (element.GetArrayLength() is var n && n > most) { Fault(path, "surveys.file.many", most.ToString(CultureInfo.InvariantCulture)); return []; }
            return [.. element.EnumerateArray().Select((e, i) => read(e, $"{path}[{i}]"))];
        }

        LocalText Local(Dictionary<string, JsonElement> o, string name, string path, int most, bool required = false)
        {
            if (!o.TryGetValue(name, out var element) || element.ValueKind == JsonValueKind.Null)
            {
                if (required) Missing(o, name, path);
                return new();
            }
            var inner = Object(element, Join(path, name), "en", "zh-CN");
            var text = new LocalText { En = Text(inner, "en", Join(path, name), most) ?? "", Zh = Text(inner, "zh-CN", Join(path, name), most) ?? "" }.Trimmed();
            if (required && text.IsEmpty && element.ValueKind == JsonValueKind.Object) Missing(o, name, path);
            return text;
        }

        string Key(Dictionary<string, JsonElement> o, string path)
        {
            var key = Text(o, "key", path, 60);
            if (key is null) Missing(o, "key", path);
            else if (!KeyPattern().IsMatch(key)) Fault(Join(path, "key"), "surveys.file.key", key);
            return key ?? "";
        }

        string? Text(Dictionary<string, JsonElement> o, string name, string path, int most)
        {
            if (!o.TryGetValue(name, out var e) || e.ValueKind == JsonValueKind.Null) return null;
            string? text = null;
            // Half a surrogate is no text; NUL cannot be stored.
            if (e.ValueKind == JsonValueKind.String) { try { text = e.GetString(); } catch (InvalidOperationException) { text = null; } }
            if (text is null || text.Contains('\0', StringComparison.Ordinal)) { Fault(Join(path, name), "surveys.file.text", e.ValueKind == JsonValueKind.String ? "" : Shown(e)); return null; }
            if (text.Length > most) { Fault(Join(path, name), "surveys.file.long", most.ToString(CultureInfo.InvariantCulture)); return null; }
            return text;
        }

        decimal? Number(Dictionary<string, JsonElement> o, string name, string path, decimal min, decimal max)
        {
            if (!o.TryGetValue(name, out var e) || e.ValueKind == JsonValueKind.Null) return null;
            if (e.ValueKind == JsonValueKind.Number && e.TryGetDecimal(out var n) && n >= min && n <= max) return n;
            Fault(Join(path, name), "surveys.file.number", Shown(e));
            return null;
        }

        int? Whole(Dictionary<string, JsonElement> o, string name, string path, int min, int max)
        {
            if (Number(o, name, path, min, max) is not { } n) return null;
            if (n == decimal.Truncate(n)) return (int)n;
            Fault(Join(path, name), "surveys.file.number", Shown(o, name));
            return null;
        }

        bool? Flag(Dictionary<string, JsonElement> o, string name, string path)
        {
            if (!o.TryGetValue(name, out var e) || e.ValueKind == JsonValueKind.Null) return null;
            if (e.ValueKind is JsonValueKind.True or JsonValueKind.False) return e.GetBoolean();
            Fault(Join(path, name), "surveys.file.flag", Shown(e));
            return null;
        }

        DateOnly? Day(Dictionary<string, JsonElement> o, string name, string path)
        {
            if (!o.TryGetValue(name, out var e) || e.ValueKind == JsonValueKind.Null) return null;
            if (e.ValueKind == JsonValueKind.String && AnswerSheet.ReadDate(Shown(e)) is { } day) return day;
            Fault(Join(path, name), "surveys.file.date", Shown(e));
            return null;
        }

        T? Enum<T>(Dictionary<string, JsonElement> o, string name, string path, bool required = false) where T : struct, Enum
        {
            if (!o.TryGetValue(name, out var e) || e.ValueKind == JsonValueKind.Null)
            {
                if (required) Missing(o, name, path);
                return null;
            }
            foreach (var value in System.Enum.GetValues<T>())
                if (e.ValueKind == JsonValueKind.String && e.ValueEquals(JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()))) return value;
            Fault(Join(path, name), "surveys.file.choice", $"{Shown(e)} ({string.Join(", ", System.Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))})");
            return null;
        }

        void Missing(Dictionary<string, JsonElement> o, string name, string path)
        {
            // A value that is there but wrong has been named already.
            if (!o.TryGetValue(name, out var e) || e.ValueKind is JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array) Fault(Join(path, name), "surveys.file.missing", "");
        }

        void Fault(string path, string key, string found)
        {
            if (faults.Count < MostFaults) faults.Add(new(path, key, found));
        }

        static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

        static string Shown(Dictionary<string, JsonElement> o, string name) => o.TryGetValue(name, out var e) ? Shown(e) : "";

        static string Shown(JsonElement e)
        {
            string text;
            try { text = e.ValueKind == JsonValueKind.String ? e.GetString()! : e.GetRawText(); }
            catch (InvalidOperationException) { return ""; }
            text = text.Replace("\0", "", StringComparison.Ordinal);
            return text.Length > 60 ? text[..60] + "…" : text;
        }
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]{0,39}\z")]
    private static partial Regex KeyPattern();
}
