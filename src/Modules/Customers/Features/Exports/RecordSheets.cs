using System.Globalization;
using System.Runtime.CompilerServices;
using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Fields;
using Crm.Customers.Features.Privacy;
using Crm.Customers.Features.Segments;
using Crm.Platform.Data;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Exports;

/// <summary>Rows of an export, a thousand at a time, by the key that orders them; and the line in the audit trail.</summary>
internal sealed class RecordSheets(CustomersDb db, CareFilter care, ContactSight sight, CustomFields fields, IStaffDirectory staff, CurrentUser user, Texts texts, Show show, InstallationZone zone, TimeProvider clock)
{
    const int Batch = 1000;

    Dictionary<long, ValueClass> values = [];

    IReadOnlyDictionary<long, StaffFacts> people = new Dictionary<long, StaffFacts>();

    /// <summary>Every column with its heading, fields of one's own last.</summary>
    public async Task<IReadOnlyList<(string Column, string Heading)>> Headings(ImportKind records, CancellationToken ct)
    {
        var language = Texts.LanguageOf(CultureInfo.CurrentUICulture);
        var own = records == ImportKind.Customers ? (await fields.Active(ct)).Select(f => (ExportColumns.Custom + f.Key, f.Label(language))) : [];
        return [.. ExportColumns.Of(records).Select(c => (c, texts[ExportColumns.Key(records, c)])), .. own];
    }

    /// <summary>The columns asked for, in the order of the form.</summary>
    public async Task<List<string>> Columns(ExportRecords.Command command, CancellationToken ct)
    {
        var all = (await Headings(command.Records, ct)).Select(h => h.Column).ToList();
        if (command.Columns is not { Count: > 0 } wanted) return command.Inline ? all : throw new RuleException("customers.export.columns.none", nameof(command.Columns));
        return wanted.TrueForAll(all.Contains) ? all.Where(wanted.Contains).ToList() : throw new RuleException("customers.export.columns.none", nameof(command.Columns));
    }

    /// <summary>How many rows there are, as far as it matters.</summary>
    public async Task<int> Count(ExportRecords.Command command, int most, CancellationToken ct)
    {
        var customers = await Matching(command, ct);
        return command.Records switch
        {
            ImportKind.Customers => await customers.OrderBy(c => c.Id).Take(most).CountAsync(ct),
            ImportKind.Contacts => await db.Contacts.Where(x => customers.Any(c => c.Id == x.CustomerId)).OrderBy(x => x.Id).Take(most).CountAsync(ct),
            ImportKind.Usages => await db.Usages.Where(x => customers.Any(c => c.Id == x.CustomerId)).OrderBy(x => x.Id).Take(most).CountAsync(ct),
            ImportKind.Purchases => await db.Purchases.Where(x => customers.Any(c => c.Id == x.CustomerId)).OrderBy(x => x.Id).Take(most).CountAsync(ct),
            _ => await db.Interactions.Where(x => customers.Any(c => c.Id == x.CustomerId)).OrderBy(x => x.Id).Take(most).CountAsync(ct),
        };
    }

    /// <summary>Writes the file and the line of the audit trail, which the caller saves.</summary>
    public async Task<SheetFile> Write(ExportRecords.Command command, JobProgress? progress, CancellationToken ct)
    {
        var headings = (await Headings(command.Records, ct)).ToDictionary(h => h.Column, h => h.Heading);
        var name = $"{texts[$"customers.export.name.{command.Records.ToString().ToLowerInvariant()}"]}-{show.Date(clock.GetUtcNow())}";
        people = await staff.Everyone(ct);
        var file = await SheetFile.Write(command.Format, name, texts[command.Records], [.. command.Columns.Select(c => headings[c])], Counted(Lines(command, ct), progress, ct), ct);
        db.Record("ExportRecords", command.Records.ToString(), null, new
        {
            rows = file.Rows, records = command.Records, format = command.Format, columns = command.Columns, reason = command.Reason,
            command.Level, command.Kind, command.Admission, command.Owner, command.Region, command.Tag, command.AutoTag, command.Segment, command.ReviewDue, command.ValueClass, command.Band, command.Cooling, command.Mine, searched = !string.IsNullOrWhiteSpace(command.Q),
        });
        return file;
    }

    static async IAsyncEnumerable<IReadOnlyList<string?>> Counted(IAsyncEnumerable<IReadOnlyList<string?>> lines, JobProgress? progress, [EnumeratorCancellation] CancellationToken ct)
    {
        long count = 0;
        await foreach (var line in lines.WithCancellation(ct))
        {
            yield return line;
            if (++count % Batch == 0 && progress is not null) await progress.Report(count, null);
        }
    }

    IAsyncEnumerable<IReadOnlyList<string?>> Lines(ExportRecords.Command command, CancellationToken ct) => command.Records switch
    {
        ImportKind.Customers => Customers(command, ct),
        ImportKind.Contacts => Contacts(command, ct),
        ImportKind.Purchases => Purchases(command, ct),
        ImportKind.Usages => Usages(command, ct),
        _ => Interactions(command, ct),
    };

    /// <summary>Inside both scopes: what may be seen, and what may leave.</summary>
    async Task<IQueryable<Customer>> Matching(ExportRecords.Command command, CancellationToken ct) =>
        (await care.Narrow((await fields.List(ct)).Narrow(await db.Narrow(db.Customers.AsNoTracking().Matching(command, user), command, user, zone, clock, ct), command.Custom), command, ct)).Within(user.ScopeOf("customers.export"));

    async IAsyncEnumerable<IReadOnlyList<string?>> Customers(ExportRecords.Command command, [EnumeratorCancellation] CancellationToken ct)
    {
        var matching = await Matching(command, ct);
        var list = await fields.List(ct);
        var own = list.Active.ToDictionary(f => ExportColumns.Custom + f.Key);
        for (var before = long.MaxValue; ;)
        {
            var rows = await matching.Where(c => c.Id < before).OrderByDescending(c => c.Id).Take(Batch).Include(c => c.Points).AsSplitQuery().ToListAsync(ct);
            var seen = await sight.Of(rows.Select(c => (c.Id, c.OwnerId, c.TeamId)), ct);
            var ids = rows.ConvertAll(c => c.Id);
            values = await db.Facts.Where(f => ids.Contains(f.CustomerId)).Select(f => new { f.CustomerId, f.ValueClass }).ToDictionaryAsync(f => f.CustomerId, f => f.ValueClass, ct);
            foreach (var c in rows)
            {
                var open = seen.Contains(c.Id);
                yield return command.Columns.ConvertAll(column => own.TryGetValue(column, out var field) ? list.Format(field, c.Custom[field.Key]) : Cell(c, column, open));
            }
            if (rows.Count < Batch) yield break;
            before = rows[^1].Id;
        }
    }

    string? Cell(Customer c, string column, bool open) => column switch
    {
        "number" => HumanNumber.Format(Customer.Prefix, c.Number),
        "name" => c.Name,
        "kind" => texts[c.Kind],
        "level" => texts[c.Level],
        "phones" => Points(c.Points, PointKind.Phone, open),
        "emails" => Points(c.Points, PointKind.Email, open),
        "addresses" => Points(c.Points, PointKind.Address, open),
        "country" or "province" or "city" or "district" or "street" or "postcode" => Part(c.Points, column, open),
        "industry" => c.Industry,
        "size" => c.Size is { } size ? texts[size] : null,
        "region" => c.Region,
        "owner" => NameOf(c.OwnerId),
        "source" => c.Source is { } source ? texts[source] : null,
        "admission" => texts[c.Admission],
        "language" => texts["language." + c.Language],
        "birthday" => c.Birthday is not { } day ? null : open ? Day(day) : Mask.Day(day),
        "tags" => string.Join(';', c.Tags),
        "since" => c.Since is { } since ? Day(since) : null,
        "band" => c.Since is { } began ? texts[CustomerFacts.BandOf(began, zone.DayOf(clock.GetUtcNow()))] : null,
        "valueClass" => texts[values.GetValueOrDefault(c.Id)],
        "externalId" => c.ExternalId,
        "created" => show.DateTime(c.CreatedAt),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
    };

    async IAsyncEnumerable<IReadOnlyList<string?>> Contacts(ExportRecords.Command command, [EnumeratorCancellation] CancellationToken ct)
    {
        var customers = await Matching(command, ct);
        for (long after = 0; ;)
        {
            var rows = await db.Contacts.AsNoTracking().Where(x => x.Id > after && customers.Any(c => c.Id == x.CustomerId)).OrderBy(x => x.Id).Take(Batch).Include(x => x.Points).AsSplitQuery().ToListAsync(ct);
            var of = await Of(rows.Select(r => r.CustomerId), ct);
            var seen = await sight.Of(of.Select(c => (c.Key, c.Value.OwnerId, c.Value.TeamId)), ct);
            foreach (var x in rows)
            {
                var customer = of[x.CustomerId];
                var open = seen.Contains(x.CustomerId);
                yield return command.Columns.ConvertAll(column => column switch
                {
                    "number" => customer.Number,
                    "company" => customer.Name,
                    "name" => x.Name,
                    "title" => x.Title,
                    "role" => x.Role is { } role ? texts[role] : null,
                    "phone" => Points(x.Points, PointKind.Phone, open),
                    "email" => Points(x.Points, PointKind.Email, open),
                    "addresses" => Points(x.Points, PointKind.Address, open),
                    "country" or "province" or "city" or "district" or "street" or "postcode" => Part(x.Points, column, open),
                    "preferredChannel" => x.PreferredChannel is { } channel ? texts[channel] : null,
                    "preferences" => x.Preferences,
                    "language" => x.Language is null ? null : texts["language." + x.Language],
                    "key" => texts[x.Key ? "yes" : "no"],
                    _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
                });
            }
            if (rows.Count < Batch) yield break;
            after = rows[^1].Id;
        }
    }

    async IAsyncEnumerable<IReadOnlyList<string?>> Purchases(ExportRecords.Command command, [EnumeratorCancellation] CancellationToken ct)
    {
        var customers = await Matching(command, ct);
        for (long after = 0; ;)
        {
            var rows = await db.Purchases.AsNoTracking().Where(x => x.Id > after && customers.Any(c => c.Id == x.CustomerId)).OrderBy(x => x.Id).Take(Batch).Include(x => x.Items).AsSplitQuery().ToListAsync(ct);
            var of = await Of(rows.Select(r => r.CustomerId), ct);
            foreach (var x in rows)
                yield return command.Columns.ConvertAll(column => column switch
                {
                    "number" => of[x.CustomerId].Number,
                    "name" => of[x.CustomerId].Name,
                    "orderSource" => x.Source,
                    // An order without a number of its own is known by its key when the file comes back.
                    "orderId" => x.ExternalId ?? $"#{x.Id}",
                    "date" => Time(x.PurchasedAt),
                    "amount" => Amount(x.GoodsAmount),
                    "discount" => Amount(x.Discount),
                    "shipping" => Amount(x.Shipping),
                    "tax" => Amount(x.Tax),
                    "paidWithPoints" => x.PaidWithPoints.ToString(CultureInfo.InvariantCulture),
                    "refunded" => Amount(x.Refunded),
                    "currency" => x.Currency,
                    "products" => string.Join("; ", x.Items.Select(i => $"{i.Product} × {i.Quantity.ToString("0.###", CultureInfo.InvariantCulture)}")),
                    _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
                });
            if (rows.Count < Batch) yield break;
            after = rows[^1].Id;
        }
    }

    async IAsyncEnumerable<IReadOnlyList<string?>> Usages(ExportRecords.Command command, [EnumeratorCancellation] CancellationToken ct)
    {
        var customers = await Matching(command, ct);
        for (long after = 0; ;)
        {
            var rows = await db.Usages.AsNoTracking().Where(x => x.Id > after && customers.Any(c => c.Id == x.CustomerId)).OrderBy(x => x.Id).Take(Batch).ToListAsync(ct);
            var of = await Of(rows.Select(r => r.CustomerId), ct);
            foreach (var x in rows)
                yield return command.Columns.ConvertAll(column => column switch
                {
                    "number" => of[x.CustomerId].Number,
                    "name" => of[x.CustomerId].Name,
                    "usageSource" => x.Source,
                    "usageId" => x.ExternalId ?? $"#{x.Id}",
                    "date" => Time(x.UsedAt),
                    "product" => x.Product,
                    "quantity" => x.Quantity.ToString("0.###", CultureInfo.InvariantCulture),
                    "unit" => x.Unit,
                    _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
                });
            if (rows.Count < Batch) yield break;
            after = rows[^1].Id;
        }
    }

    async IAsyncEnumerable<IReadOnlyList<string?>> Interactions(ExportRecords.Command command, [EnumeratorCancellation] CancellationToken ct)
    {
        var customers = await Matching(command, ct);
        for (long after = 0; ;)
        {
            var rows = await db.Interactions.AsNoTracking().Where(x => x.Id > after && customers.Any(c => c.Id == x.CustomerId)).OrderBy(x => x.Id).Take(Batch).ToListAsync(ct);
            var of = await Of(rows.Select(r => r.CustomerId), ct);
            var contactIds = rows.Select(r => r.ContactId).OfType<long>().Distinct().ToList();
            var contacts = contactIds.Count == 0 ? [] : await db.Contacts.Where(c => contactIds.Contains(c.Id)).Select(c => new { c.Id, c.Name }).ToDictionaryAsync(c => c.Id, c => c.Name, ct);
            foreach (var x in rows)
                yield return command.Columns.ConvertAll(column => column switch
                {
                    "interactionNumber" => HumanNumber.Format(Interaction.Prefix, x.Number),
                    "number" => of[x.CustomerId].Number,
                    "name" => of[x.CustomerId].Name,
                    "date" => Time(x.At),
                    "type" => texts[x.Type],
                    "contact" => x.ContactId is { } contact ? contacts.GetValueOrDefault(contact) : null,
                    "participants" => x.Participants,
                    "responsible" => NameOf(x.ResponsibleId),
                    "summary" => x.Summary,
                    "need" => x.Need,
                    "feedback" => x.Feedback,
                    "complaint" => x.Complaint,
                    "promise" => x.Promise,
                    "outcome" => texts[x.Outcome],
                    _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
                });
            if (rows.Count < Batch) yield break;
            after = rows[^1].Id;
        }
    }

    sealed record Whose(string Number, string Name, long? OwnerId, long? TeamId);

    async Task<Dictionary<long, Whose>> Of(IEnumerable<long> customerIds, CancellationToken ct)
    {
        var ids = customerIds.Distinct().ToList();
        return (await db.Customers.Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, c.Number, c.Name, c.OwnerId, c.TeamId }).ToListAsync(ct))
            .ToDictionary(c => c.Id, c => new Whose(HumanNumber.Format(Customer.Prefix, c.Number), c.Name, c.OwnerId, c.TeamId));
    }

    string? NameOf(long? staffId) => staffId is { } id && people.TryGetValue(id, out var person) ? person.Name : null;

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>In the installation's zone, as the import reads it.</summary>
    string Time(DateTimeOffset at) => zone.Zone.At(at).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    static string Amount(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Several in one cell; addresses, which have commas themselves, on lines of their own.</summary>
    static string Points(IEnumerable<ContactPoint> points, PointKind kind, bool open) => string.Join(kind == PointKind.Address ? "\n" : ";", points.Where(p => p.Kind == kind).OrderByDescending(p => p.Primary).ThenBy(p => p.Id)
        .Select(p => ContactSight.Show(p, open).ReplaceLineEndings(" ")));

    /// <summary>A part of the first address that has any; in a masked one what is finer than the city is three asterisks.</summary>
    static string? Part(IEnumerable<ContactPoint> points, string column, bool open)
    {
        var address = points.Where(p => p.Parts is not null).OrderByDescending(p => p.Primary).ThenBy(p => p.Id).FirstOrDefault()?.Parts;
        var part = column switch
        {
            "country" => address?.Country is { } code ? Countries.NameOf(code, Texts.LanguageOf(CultureInfo.CurrentUICulture) == "zh-CN") : null,
            "province" => address?.Province,
            "city" => address?.City,
            "district" => address?.District,
            "street" => address?.Street,
            _ => address?.PostalCode,
        };
        return part is not null && !open && (column is "district" or "street" or "postcode") ? "***" : part;
    }
}
