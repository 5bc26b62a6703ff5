using System.Globalization;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Domain.Privacy;
using Crm.Customers.Features.Imports;
using Crm.Customers.Features.Privacy;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Fields;
using Crm.Platform.Localization;
using Crm.Platform.Privacy;
using Crm.Platform.Web;

namespace Crm.Customers.Features.History;

/// <summary>What the words for a history are looked up in: read once for each answer.</summary>
/// <param name="Open">The reader sees contact data of this customer in full.</param>
/// <param name="Numbers">Human numbers of records by id.</param>
internal sealed record HistoryNames(
    bool Open, IReadOnlyDictionary<long, StaffFacts> People, IReadOnlyDictionary<long, TeamFacts> Teams, IReadOnlyDictionary<long, string> Numbers, IReadOnlyList<CustomField> Fields);

/// <summary>A value before and after, in the reader's words.</summary>
/// <param name="Field">Name as in the API; several changes may have the same.</param>
internal sealed record Changed(string Field, string Label, string? Before, string? After);

/// <summary>Says lines of the trail and rows of the past in the reader's words, masked as the customer's page is.</summary>
internal sealed class HistoryWords(CustomersDb db, Texts texts, Show show)
{
    /// <summary>Ways to reach the customer itself, as one field: which kind it is, is sealed.</summary>
    public const string Reach = "reach", Contacts = "contacts", Consents = "consents";

    /// <summary>Told by the page anyway, or by what else changed.</summary>
    static readonly HashSet<string> Silent =
    [
        nameof(Customer.Number), nameof(Customer.CreatedAt), nameof(Customer.CreatedById), nameof(Customer.ChangedAt), nameof(Customer.ChangedById),
        nameof(Customer.LastReviewedAt), nameof(Customer.LastReviewedById), nameof(Customer.ErasedAt),
    ];

    /// <summary>Labels that do not follow from the name.</summary>
    static readonly Dictionary<string, string> Labels = new()
    {
        [nameof(Customer.OwnerId)] = "customers.owner", [nameof(Customer.TeamId)] = "customers.history.team", [nameof(Customer.MergedIntoId)] = "customers.history.mergedInto",
        [nameof(Customer.FormerNumbers)] = "customers.history.formerNumbers", [nameof(Customer.PersonalisationOffAt)] = "customers.history.personalisation",
        [nameof(Customer.LastReviewedAt)] = "customers.history.reviewed", [nameof(Customer.SinceSaid)] = "customers.since", [nameof(Customer.SinceReason)] = "customers.since.reason", [nameof(Customer.CadenceDays)] = "customers.plan.days",
        [nameof(Customer.Custom)] = "custom",
    };

    string Language => Texts.LanguageOf(CultureInfo.CurrentUICulture);

    /// <summary>Properties of a customer that histories tell, in the order of the record.</summary>
    public IReadOnlyList<string> Properties =>
    [
        .. typeof(Customer).GetProperties().Select(p => p.Name).Where(name => !Silent.Contains(name) && db.Model.FindEntityType(typeof(Customer))!.FindProperty(name) is { } p && Past.Tells(p)),
    ];

    /// <summary>Fields one may filter by.</summary>
    public IReadOnlyList<Choice> Choices =>
    [
        .. Properties.Select(p => new Choice(FieldOf(p), texts[LabelKey(p)])).Concat([new(Reach, texts["customers.history.reach"]), new(Contacts, texts["customers.contacts"]), new(Consents, texts["customers.consents.title"])])
            .OrderBy(c => c.Text, StringComparer.CurrentCulture),
    ];

    /// <summary>The property behind a field's name, or null.</summary>
    public string? PropertyOf(string field) => Properties.FirstOrDefault(p => FieldOf(p) == field);

    public static string FieldOf(string property) => JsonNamingPolicy.CamelCase.ConvertName(property);

    /// <summary>Resource key of a property's label.</summary>
    public static string LabelKey(string property) => Labels.GetValueOrDefault(property) ?? "customers." + FieldOf(property);

    /// <summary>What a line says. <paramref name="known"/> holds the rows it may speak of.</summary>
    public IEnumerable<Changed> Say(OpenAudit line, Past known, HistoryNames names)
    {
        if (line.Erased.Count > 0) return [new(FieldOf(line.Row.Entity), texts["privacy.erased"], null, null)];
        var (before, after) = (line.Before is null ? [] : Past.Values(line.Before), line.After is null ? [] : Past.Values(line.After));
        return line.Row.Entity switch
        {
            nameof(Customer) => line.Row.Change == "created" && !after.ContainsKey(nameof(Customer.Name)) ? [Origin(after)] : OfCustomer(before, after, names),
            nameof(CustomerPoint) => OfPoint(line, Reach, null, before, after, known.Find(line.Row.Entity, line.Row.EntityId!.Value), names),
            nameof(PersonPoint) => OfPoint(line, Contacts, NameOfContact(line, before, after, known), before, after, known.Find(line.Row.Entity, line.Row.EntityId!.Value), names),
            nameof(Contact) => OfContact(line, before, after, known, names),
            _ => [OfConsent(after)],
        };
    }

    /// <summary>A record as it was, field by field: what identifies a line of it, its field, its label, its words.</summary>
    public IEnumerable<(string Key, string Field, string Label, string Text)> Say(Past past, long customerId, HistoryNames names)
    {
        if (past.Find(nameof(Customer), customerId) is not { } customer) yield break;
        foreach (var property in Properties)
        {
            if (property == nameof(Customer.Custom))
            {
                var values = customer.Get<CustomValues>(property) ?? CustomValues.None;
                foreach (var key in values.Keys) yield return ($"{property}.{key}", FieldOf(property), LabelOfOwn(key, names), SayOwn(key, values[key], names)!);
            }
            else if (customer.Values.TryGetValue(property, out var value) && Say(typeof(Customer), property, value, names) is { } text) yield return (property, FieldOf(property), texts[LabelKey(property)], text);
        }
        foreach (var point in past.Of(nameof(CustomerPoint)).Where(p => p.Get<long>(nameof(CustomerPoint.CustomerId)) == customerId))
            yield return ($"{nameof(CustomerPoint)}.{point.Id}", Reach, texts[LabelOf(point)], Summary(point, names));
        var reach = past.Of(nameof(PersonPoint)).ToLookup(p => p.Get<long>(nameof(PersonPoint.ContactId)));
        foreach (var contact in past.Of(nameof(Contact)).Where(c => c.Get<long>(nameof(Contact.CustomerId)) == customerId))
            yield return ($"{nameof(Contact)}.{contact.Id}", Contacts, texts["customers.contact"], string.Join(" · ", [Summary(contact.Values, names), .. reach[contact.Id].Select(p => Summary(p, names))]));
    }

    /// <summary>How a line came about: through the API, by a file, on a page, or by the installation itself.</summary>
    public string Via(AuditRow line) => texts["customers.history.via." + (
        line.TokenId is not null ? "api" : line.Action == nameof(RunImportJob) ? "import"
        // A job that somebody started works in their name, but not on a page.
        : line.ActorId is not null && !line.Action.EndsWith("Job", StringComparison.Ordinal) ? "page" : "system")];

    /// <summary>What was done, in words.</summary>
    public string Deed(AuditRow line) => texts.Has("customers.history.deed." + line.Action) ? texts["customers.history.deed." + line.Action] : texts["customers.history.deed"];

    Changed Origin(Dictionary<string, JsonElement> origin) =>
        new("created", texts["customers.history.opened"], null, origin.TryGetValue("line", out var line) ? texts["customers.history.imported", line.ToString()] : texts["customers.history.deed.RunImportJob"]);

    IEnumerable<Changed> OfCustomer(Dictionary<string, JsonElement> before, Dictionary<string, JsonElement> after, HistoryNames names)
    {
        var told = 0;
        foreach (var property in Properties.Where(p => before.ContainsKey(p) || after.ContainsKey(p)))
        {
            if (property == nameof(Customer.Custom))
            {
                var (old, now) = (Own(before), Own(after));
                foreach (var key in old.Keys.Union(now.Keys))
                    if (SayOwn(key, old[key], names) is var was && SayOwn(key, now[key], names) is var became && was != became)
                    {
                        told++;
                        yield return new(FieldOf(property), LabelOfOwn(key, names), was, became);
                    }
                continue;
            }
            var (then, since) = (Say(typeof(Customer), property, before.GetValueOrDefault(property), names), Say(typeof(Customer), property, after.GetValueOrDefault(property), names));
            if (then is null && since is null) continue;
            told++;
            yield return new(FieldOf(property), texts[LabelKey(property)], then, since);
        }
        // Every edit counts as a review; only one that changed nothing else is told as such.
        if (told == 0 && after.TryGetValue(nameof(Customer.LastReviewedAt), out var reviewed))
            yield return new(FieldOf(nameof(Customer.LastReviewedAt)), texts[LabelKey(nameof(Customer.LastReviewedAt))], null, Say(typeof(Customer), nameof(Customer.LastReviewedAt), reviewed, names));
    }

    static CustomValues Own(Dictionary<string, JsonElement> values) => values.TryGetValue(nameof(Customer.Custom), out var own) ? own.Deserialize<CustomValues>(EventTypes.Json) ?? CustomValues.None : CustomValues.None;

    IEnumerable<Changed> OfPoint(OpenAudit line, string field, string? contact, Dictionary<string, JsonElement> before, Dictionary<string, JsonElement> after, PastRow? known, HistoryNames names)
    {
        string Labelled(string text) => contact is null ? text : texts["customers.labelled", contact, text];
        switch (line.Row.Change)
        {
            case "created":
                var created = new PastRow(0, after);
                yield return new(field, Labelled(texts[LabelOf(created)]), null, Summary(created, names));
                break;
            case "deleted":
                var deleted = new PastRow(0, before);
                yield return new(field, Labelled(texts[LabelOf(deleted)]), Summary(deleted, names), null);
                break;
            default:
                var what = known is null ? texts["customers.history.reach"] : $"{texts[LabelOf(known)]} {Shown(known, names)}";
                foreach (var property in new[] { nameof(ContactPoint.Value), nameof(ContactPoint.Label), nameof(ContactPoint.Primary), nameof(ContactPoint.Invalid), nameof(ContactPoint.OptedOut) }.Where(before.ContainsKey))
                {
                    string? Said(Dictionary<string, JsonElement> values) => property == nameof(ContactPoint.Value)
                        ? names.Open ? values.GetValueOrDefault(property).GetString() : known is null ? "***" : Shown(known, names)
                        : Say(typeof(ContactPoint), property, values.GetValueOrDefault(property), names);
                    yield return new(field, Labelled($"{what} · {texts[property == nameof(ContactPoint.Value) ? "customers.history.written" : "customers.point." + FieldOf(property)]}"), Said(before), Said(after));
                }
                break;
        }
    }

    IEnumerable<Changed> OfContact(OpenAudit line, Dictionary<string, JsonElement> before, Dictionary<string, JsonElement> after, Past known, HistoryNames names)
    {
        if (line.Row.Change == "created") return [new(Contacts, texts["customers.contact"], null, Summary(after, names))];
        if (line.Row.Change == "deleted") return [new(Contacts, texts["customers.contact"], Summary(before, names), null)];
        var name = known.Find(nameof(Contact), line.Row.EntityId!.Value)?.Get<string>(nameof(Contact.Name)) ?? texts["customers.contact"];
        return before.Keys.Select(property => property == nameof(Contact.CustomerId)
            ? new Changed(Contacts, texts["customers.labelled", name, texts["customers.history.belongs"]], Number(before[property], names), Number(after[property], names))
            : new Changed(Contacts, texts["customers.labelled", name, texts[property is nameof(Contact.Language) or nameof(Contact.PreferredChannel) ? "customers." + FieldOf(property) : "customers.contact." + FieldOf(property)]],
                Say(typeof(Contact), property, before[property], names), Say(typeof(Contact), property, after.GetValueOrDefault(property), names)));
    }

    Changed OfConsent(Dictionary<string, JsonElement> said)
    {
        T? Read<T>(string name) where T : struct => said.TryGetValue(name, out var value) ? value.Deserialize<T?>(EventTypes.Json) : null;
        var channel = Read<ConsentChannel>("channel") ?? ConsentChannel.Any;
        var about = Read<Purpose>("purpose") is { } purpose ? channel == ConsentChannel.Any ? texts[purpose] : $"{texts[purpose]} · {texts[channel]}" : texts["customers.consents.title"];
        var answer = texts[Read<bool>("given") == true ? "customers.consent.yes" : "customers.consent.no"];
        return new(Consents, texts["customers.labelled", texts["customers.consents.title"], about], null, Read<ConsentSource>("source") is { } source ? $"{answer} ({texts[source]})" : answer);
    }

    string? NameOfContact(OpenAudit line, Dictionary<string, JsonElement> before, Dictionary<string, JsonElement> after, Past known)
    {
        var contact = new PastRow(0, line.Row.Change == "deleted" ? before : after).Get<long?>(nameof(PersonPoint.ContactId)) ?? known.Find(nameof(PersonPoint), line.Row.EntityId!.Value)?.Get<long?>(nameof(PersonPoint.ContactId));
        return contact is { } id ? known.Find(nameof(Contact), id)?.Get<string>(nameof(Contact.Name)) : null;
    }

    string Summary(IReadOnlyDictionary<string, JsonElement> contact, HistoryNames names) => string.Join(" · ", new[]
    {
        Say(typeof(Contact), nameof(Contact.Name), contact.GetValueOrDefault(nameof(Contact.Name)), names), Say(typeof(Contact), nameof(Contact.Title), contact.GetValueOrDefault(nameof(Contact.Title)), names),
        Say(typeof(Contact), nameof(Contact.Role), contact.GetValueOrDefault(nameof(Contact.Role)), names), Say(typeof(Contact), nameof(Contact.Language), contact.GetValueOrDefault(nameof(Contact.Language)), names),
        new PastRow(0, contact).Get<bool>(nameof(Contact.Key)) ? texts["customers.contact.key"] : null,
    }.OfType<string>());

    string Summary(PastRow point, HistoryNames names) => string.Join(" · ", new[]
    {
        Shown(point, names), point.Get<string>(nameof(ContactPoint.Label)), point.Get<bool>(nameof(ContactPoint.Primary)) ? texts["customers.point.primary"] : null,
        point.Get<bool>(nameof(ContactPoint.Invalid)) ? texts["customers.point.invalid"] : null, point.Get<bool>(nameof(ContactPoint.OptedOut)) ? texts["customers.point.optedOut"] : null,
    }.OfType<string>());

    static string Shown(PastRow point, HistoryNames names) =>
        ContactSight.Show(point.Get<PointKind>(nameof(ContactPoint.Kind)), point.Get<string>(nameof(ContactPoint.Value)) ?? "", point.Get<string>(nameof(ContactPoint.Normal)) ?? "", point.Get<PostalAddress>(nameof(ContactPoint.Parts)), names.Open);

    static string LabelOf(PastRow point) => point.Get<PointKind>(nameof(ContactPoint.Kind)) switch { PointKind.Phone => "customers.phones", PointKind.Email => "customers.emails", _ => "customers.addresses" };

    string LabelOfOwn(string key, HistoryNames names) => names.Fields.FirstOrDefault(f => f.Key == key)?.Label(Language) ?? key;

    string? SayOwn(string key, object? value, HistoryNames names) =>
        value is null ? null : names.Fields.FirstOrDefault(f => f.Key == key) is { } field ? field.Format(value, Language, yes => texts[yes ? "yes" : "no"]) : Convert.ToString(value, CultureInfo.InvariantCulture);

    static string? Number(JsonElement id, HistoryNames names) => id.ValueKind == JsonValueKind.Number ? names.Numbers.GetValueOrDefault(id.GetInt64()) ?? "–" : null;

    string? Say(Type owner, string property, JsonElement json, HistoryNames names)
    {
        if (json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return null;
        object? value;
        // What today's code does not know any more is shown as it was written.
        try { value = owner.GetProperty(property) is { } known ? json.Deserialize(known.PropertyType, EventTypes.Json) : json.ToString(); }
        catch (JsonException) { value = json.ToString(); }
        return (property, value) switch
        {
            (_, null or "") => null,
            (nameof(Customer.OwnerId), long id) => names.People.TryGetValue(id, out var person) ? person.Name : "–",
            (nameof(Customer.TeamId), long id) => names.Teams.TryGetValue(id, out var team) ? team.Name : "–",
            (nameof(Customer.MergedIntoId), long) => Number(json, names),
            (nameof(Customer.FormerNumbers), List<long> numbers) => numbers.Count == 0 ? null : string.Join(texts["customers.comma"], numbers.Select(n => HumanNumber.Format(Customer.Prefix, n))),
            (nameof(Customer.Birthday), DateOnly day) => names.Open ? show.Date(day) : Mask.Day(day),
            (nameof(Customer.Language), string language) => texts["language." + language],
            (_, List<string> list) => list.Count == 0 ? null : string.Join(texts["customers.comma"], list),
            (_, Enum e) => texts[e],
            (_, bool yes) => texts[yes ? "yes" : "no"],
            (_, DateOnly day) => show.Date(day),
            (_, DateTimeOffset at) => show.DateTime(at),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }
}
