using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Merging;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Tests.Support;
using CsvHelper;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Crm.Tests.Customers.Merging;

/// <summary>The real scan on a published file of damaged records.</summary>
public sealed class FebrlTests(CrmApp app, ITestOutputHelper output) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task The_scan_finds_the_damaged_duplicates_of_FEBRL()
    {
        if (RealFiles.Find("febrl1-persons.csv") is not { } path) return;
        var truth = new Dictionary<long, string>();
        using (var reader = new CsvReader(new StreamReader(path), new CsvHelper.Configuration.CsvConfiguration(CultureInfo.InvariantCulture) { TrimOptions = CsvHelper.Configuration.TrimOptions.Trim, PrepareHeaderForMatch = h => h.Header.Trim() }))
        {
            var customers = new List<(string RecordId, Customer Customer)>();
            reader.Read();
            reader.ReadHeader();
            var number = 900_000L;
            while (reader.Read())
            {
                string Cell(string name) => reader.GetField(name)!.Trim();
                var address = string.Join(", ", new[] { $"{Cell("street_number")} {Cell("address_1")}".Trim(), Cell("address_2"), $"{Cell("suburb")} {Cell("postcode")}".Trim(), Cell("state") }.Where(p => p.Length > 0));
                DateOnly? born = DateOnly.TryParseExact(Cell("date_of_birth"), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
                var profile = new Profile(CustomerKind.Individual, $"{Cell("given_name")} {Cell("surname")}".Trim(), null, null, null, CustomerLevel.Normal, null, null, null, "en", "Australia/Sydney", null, born, [],
                    address.Length == 0 ? [] : [new PointValue(PointKind.Address, address)]);
                customers.Add((Cell("rec_id"), Customer.Register(++number, profile, Admission.Admitted, null, null, app.Clock.Now)));
            }
            await app.Db<CustomersDb>(async db =>
            {
                db.Customers.AddRange(customers.Select(c => c.Customer));
                await db.SaveQuietly(default);
            });
            foreach (var (record, customer) in customers) truth[customer.Id] = record.Split('-')[1];
        }
        await app.Services.GetRequiredService<SweepRunner>().Run<ScanChangedCustomers>();

        var found = await app.Db<CustomersDb, List<DuplicateCandidate>>(db => db.DuplicateCandidates.AsNoTracking().Where(d => d.Bits >= Comparison.Possible).ToListAsync());
        var right = found.Count(d => truth[d.LowId] == truth[d.HighId]);
        var (precision, recall) = (right / (double)found.Count, right / 500.0);
        var f1 = 2 * precision * recall / (precision + recall);
        output.WriteLine($"{found.Count} pairs, {right} of 500 true ones: precision {precision:F3}, recall {recall:F3}, F1 {f1:F3}");
        Assert.True(f1 >= 0.97, $"F1 {f1:F3}: {found.Count} pairs, {right} right.");
        Assert.True(found.SelectMany(d => new[] { d.LowId, d.HighId }).GroupBy(id => id).Max(g => g.Count()) <= 5);

        // A scan of everybody finds the same pairs as the scan of what is new, and goes on where it was stopped.
        await app.Db<CustomersDb>(db => db.DuplicateCandidates.ExecuteDeleteAsync());
        await app.Send(new ScanAllCustomers.Command());
        await app.Services.GetRequiredService<JobWorker>().RunNext(default);
        var again = await app.Db<CustomersDb, List<DuplicateCandidate>>(db => db.DuplicateCandidates.AsNoTracking().ToListAsync());
        Assert.Equal(found.Select(d => (d.LowId, d.HighId)).Order(), again.Select(d => (d.LowId, d.HighId)).Order());
        var keys = await app.Db<CustomersDb, int>(db => db.Set<DuplicateKey>().CountAsync());
        Assert.InRange(keys / 1000.0, 5, 15);
    }
}

public sealed class ScanTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> New(string name, string? phone = null, string? birthday = null, bool anyway = true, string? @as = null) => app.Send(new RegisterCustomer.Command
    {
        Name = name, AllowDuplicate = anyway, Phones = phone is null ? [] : [new() { Value = phone }],
        Birthday = birthday is null ? null : DateOnly.ParseExact(birthday, "yyyy-MM-dd", CultureInfo.InvariantCulture),
    }, @as);

    Task Scan() => app.Services.GetRequiredService<SweepRunner>().Run<ScanChangedCustomers>();

    Task<List<DuplicateCandidate>> PairsOf(long id) => app.Db<CustomersDb, List<DuplicateCandidate>>(db => db.DuplicateCandidates.AsNoTracking().Where(d => d.LowId == id || d.HighId == id).OrderByDescending(d => d.Bits).ToListAsync());

    [Fact]
    public async Task New_and_changed_customers_are_compared_and_decisions_remembered()
    {
        var first = await New("Nadia Petrova", "16655550001", "1980-02-03");
        await Scan();
        Assert.Empty(await PairsOf(first));
        var second = await New("Nadja Petrova", "16655550002", "1980-02-03");
        await Scan();
        var pair = Assert.Single(await PairsOf(first));
        Assert.Equal((first, second), (pair.LowId, pair.HighId));
        Assert.Contains(pair.Reasons, r => r.Why == LikenessReason.SameBirthday);

        // Corrected, the pair goes; made alike again, it comes back.
        async Task Rename(string name, string phone, DateOnly? birthday)
        {
            var command = await app.Send(new EditCustomer.Query(second));
            await app.Send(command with { Name = name, Birthday = birthday, Phones = [new() { Value = phone }], AllowDuplicate = true });
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            await Scan();
        }
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await Rename("Oleg Sidorov", "16655550002", null);
        Assert.Empty(await PairsOf(first));
        await Rename("Nadja Petrova", "16655550001", new DateOnly(1980, 2, 3));
        pair = Assert.Single(await PairsOf(first));

        await app.Send(new DismissDuplicate.Command(pair.Id));
        await Rename("Nadia Petrova", "16655550001", new DateOnly(1980, 2, 3));
        Assert.NotNull(Assert.Single(await PairsOf(first)).DismissedAt);
        Assert.DoesNotContain((await app.Send(new ListDuplicates.Query(Limit: 100))).Items, p => p.Id == pair.Id);
    }

    [Fact]
    public async Task A_record_has_five_candidates_at_most_and_they_are_the_best()
    {
        var ids = new List<long>();
        for (var i = 0; i < 9; i++) ids.Add(await New(i < 4 ? "Theodora Vandermeer" : $"Theodora Vandermee{(char)('s' + i)}", "16655551111", i < 7 ? "1971-12-21" : null));
        await Scan();
        foreach (var id in ids) Assert.InRange((await PairsOf(id)).Count, 0, 5);
        Assert.Contains(await PairsOf(ids[0]), p => p.LowId == ids[0] && p.HighId == ids[1]);
    }

    [Fact]
    public async Task Pairs_are_paged_and_obey_the_scope()
    {
        var mine = await New("Bartholomew Quill", "16655552222", @as: "manager");
        var theirs = await New("Barthelomew Quill", "16655552222");
        var strangers = (await New("Philippa Unseen", "16655553333"), await New("Philipa Unseen", "16655553333"));
        await Scan();
        var manager = await app.As("manager");
        var page = await manager.Get("/customers/duplicates");
        Assert.Contains("Bartholomew Quill", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Barthelomew", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Unseen", page.Html, StringComparison.Ordinal);
        var pair = (await PairsOf(mine)).Single();
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await manager.Post($"/customers/duplicates/{pair.Id}/dismiss")).Status);

        var all = new List<ListDuplicates.Pair>();
        for (string? after = null; ;)
        {
            var part = await app.Send(new ListDuplicates.Query(after, 1));
            all.AddRange(part.Items);
            if ((after = part.NextCursor) is null) break;
        }
        Assert.Equal(all.Count, all.Select(p => p.Id).Distinct().Count());
        Assert.Contains(all, p => p.A.Id == strangers.Item1 && p.B.Id == strangers.Item2);
        Assert.Contains(all, p => p.A.Id == mine && p.B.Id == theirs);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/customers/duplicates")).Status);
    }
}
