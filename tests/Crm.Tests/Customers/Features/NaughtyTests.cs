using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Exports;
using Crm.Customers.Features.Fields;
using Crm.Customers.Features.Imports;
using Crm.Platform.Fields;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Features;

/// <summary>
/// Texts that break programs, through every form and address of customers: never a fault of ours, never executed; either
/// stored and shown as typed, or refused beside the field.
/// </summary>
public sealed class NaughtyTests(CrmApp app) : IClassFixture<CrmApp>
{
    static readonly Dictionary<string, string> Texts = new()
    {
        ["NUL"] = "a\0b",
        ["control characters"] = "bell\u0007 escape\u001b[31m vertical\u000b",
        ["delete and C1"] = "del\u007f next\u0085line",
        ["lone high surrogate"] = "half\ud83d",
        ["lone low surrogate"] = "\ude00half",
        ["right-to-left override"] = "\u202egnp.exe\u202c name",
        ["right-to-left mark"] = "\u200fשלום\u200f",
        ["zero-width characters"] = "zero\u200bwidth\u200djoiner\ufeff.",
        ["only zero-width characters"] = "\u200b\u200d\ufeff",
        ["combining marks"] = "Z\u0351\u036b\u0343a\u0322\u0341l\u0334g\u0335o\u0336",
        ["emoji with modifiers"] = "👩🏽‍🚀👨‍👩‍👧‍👦🏳️‍🌈🇨🇳 crew",
        ["outside the basic plane"] = "𠮷野家𡨸喃",
        ["ten thousand characters"] = new string('长', 10_000),
        ["SQL"] = "Robert'); drop table customers.customers;--",
        ["LIKE patterns"] = @"100%_\' or ''='",
        ["script"] = "<script data-naughty>alert(1)</script>",
        ["attribute"] = "\"><img data-naughty src=x onerror=alert(1)>",
        ["attribute, single quotes"] = "' onmouseover='alert(1)' data-naughty='",
        ["link"] = "javascript:alert(1)//",
        ["template"] = "{{constructor.constructor('return 1')()}} ${7*7} #{7*7} <%= 7*7 %> @(1+1)",
        ["format"] = "%s %n {0} {1} $1 \\0",
        ["entities"] = "&lt;b&gt; &amp; &#x3c; \u00a0",
        ["closing tags"] = "</title></textarea></script><b data-naughty>",
        ["formula"] = "=cmd|' /C calc'!A0",
        ["formula with plus"] = "+1+1",
        ["formula with at"] = "@SUM(1+1)*cmd",
        ["formula with minus"] = "-2+3+cmd",
        ["formula behind a tab"] = "\t=1+1",
        ["path"] = "../../../etc/passwd%00.jpg",
        ["header"] = "x\r\nSet-Cookie: naughty=1",
        ["CSV"] = "a,b;c\t\"d\"\"e\"",
        ["regular expression"] = "(a+)+$[[:alpha:]]\\",
        ["full width"] = "ＡＢＣ　１２３！",
        ["Turkish"] = "İstanbul ıI",
        ["only spaces"] = "   \u3000 ",
    };

    public static TheoryData<string> Names => [.. Texts.Keys];

    static void Sound(Answer page, string where)
    {
        Assert.True((int)page.Status < 500, $"{where}: {page.Status}");
        Assert.False(page.Response.Headers.Contains("Set-Cookie") && page.Response.Headers.GetValues("Set-Cookie").Any(c => c.StartsWith("naughty", StringComparison.Ordinal)), where);
        Assert.True(page.Document.QuerySelector("[data-naughty]") is null, $"{where}: typed text has become an element.");
        Assert.True(page.Document.QuerySelector("[onmouseover], [onerror], a[href^='javascript:' i]") is null, $"{where}: typed text has become an attribute.");
    }

    /// <summary>Posts a form; what is taken leads to a page that shows it, what is refused comes back with a message.</summary>
    async Task<string?> Form(Browser browser, string url, string field, string text, string? shownAt = null, params (string Name, string? Value)[] others)
    {
        var where = $"{url} {field}";
        var answer = await browser.Post(url, [(field, text), .. others]);
        Sound(answer, where);
        if (answer.Status is not (HttpStatusCode.Found or HttpStatusCode.Redirect))
        {
            Assert.True(answer.Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict or HttpStatusCode.BadRequest, $"{where}: {answer.Status}");
            // A form with NUL in it is refused by the server before anybody reads a field: no browser sends one.
            var places = answer.Status == HttpStatusCode.BadRequest && text.Contains('\0', StringComparison.Ordinal) ? "h1, .empty-title" : "[data-valmsg-for], .invalid-feedback, [role='alert'], .alert";
            Assert.True(answer.Document.QuerySelectorAll(places).Any(e => e.TextContent.Trim().Length > 0), $"{where}: refused with {answer.Status} and without a word: {answer.Html[..Math.Min(600, answer.Html.Length)]}");
            return null;
        }
        shownAt = shownAt switch
        {
            "interaction" => $"/interactions/{await app.Db<CustomersDb, long>(db => db.Interactions.MaxAsync(i => i.Id))}",
            "purchase" => $"/purchases/{await app.Db<CustomersDb, long>(db => db.Purchases.MaxAsync(p => p.Id))}",
            _ => shownAt ?? answer.Location!.OriginalString,
        };
        var page = await browser.Get(shownAt);
        Sound(page, where);
        Assert.True(Flat(page.Document.DocumentElement.TextContent).Contains(Flat(Typed(text)), StringComparison.Ordinal)
            || page.Document.QuerySelectorAll("input, textarea").Any(i => Flat(i.GetAttribute("value") ?? i.TextContent).Contains(Flat(Typed(text)), StringComparison.Ordinal)), $"{where}: not shown as typed.");
        return answer.Location!.OriginalString;
    }

    /// <summary>White space is the page's own business; everything else has to be there.</summary>
    /// <remarks>HTML gives the controls from U+0080 on the meaning they have in Windows, so that NEL is shown as an ellipsis.</remarks>
    static string Flat(string text) => string.Join(' ', text.Replace('\u0085', '\u2026').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Half a surrogate cannot be sent in UTF-8: the replacement character arrives.</summary>
    static string Typed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    static async Task<JsonElement?> Api(HttpClient api, HttpMethod method, string url, string json, Func<JsonElement, string?>? shown, string text)
    {
        var answer = await api.SendAsync(new HttpRequestMessage(method, url) { Content = new StringContent(json, Encoding.UTF8, "application/json") });
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode < 500, $"{method} {url}: {answer.StatusCode} {body}");
        if (!answer.IsSuccessStatusCode)
        {
            Assert.True(answer.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest or HttpStatusCode.Conflict, $"{method} {url}: {answer.StatusCode} {body}");
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            return null;
        }
        var element = JsonDocument.Parse(body).RootElement;
        if (shown?.Invoke(element) is { } kept) Assert.Equal(Flat(text), Flat(kept));
        return element;
    }

    /// <summary>JSON in which every character of the text is written as an escape, so that halves of surrogates arrive.</summary>
    static string Escaped(string text) => string.Concat("\"", string.Concat(text.Select(c => $"\\u{(int)c:x4}")), "\"");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Forms(string name)
    {
        var text = Texts[name];
        var browser = await app.As("admin");
        var firm = await app.Send(new RegisterCustomer.Command { Kind = Contracts.Customers.CustomerKind.Organisation, Name = $"Naughty {Guid.NewGuid():N}", AllowDuplicate = true }, "admin");
        await Form(browser, "/customers/new", "Form.Name", text, others: [("Form.AllowDuplicate", "true")]);
        foreach (var field in new[] { "Form.Industry", "Form.Region", "Form.Tags", "Form.Zone" }) await Form(browser, $"/customers/{firm}/edit", field, text, $"/customers/{firm}/edit");
        foreach (var field in new[] { "Form.Phones[0].Value", "Form.Emails[0].Value", "Form.Addresses[0].Value" }) await Form(browser, $"/customers/{firm}/edit", field, text, $"/customers/{firm}/edit");
        await Form(browser, $"/customers/{firm}/tags", "Form.Tag", text, $"/customers/{firm}");
        // Each on a customer of its own, so that what is found on the page is what was typed just now.
        Task<long> Fresh() => app.Send(new RegisterCustomer.Command { Kind = Contracts.Customers.CustomerKind.Organisation, Name = $"Naughty {Guid.NewGuid():N}", AllowDuplicate = true }, "admin");
        await Form(browser, $"/customers/{await Fresh()}/contacts/new", "Form.Name", text);
        await Form(browser, $"/customers/{await Fresh()}/contacts/new", "Form.Title", text, null, ("Form.Name", "Someone"));
        var noted = await Fresh();
        await Form(browser, $"/customers/{noted}/notes/new", "Form.Text", text, $"/customers/{noted}/timeline");
        foreach (var field in new[] { "Form.Summary", "Form.Need", "Form.Participants" })
        {
            var called = await Fresh();
            await Form(browser, $"/customers/{called}/interactions/new", field, text, "interaction", [("Form.Type", "Call"), ("Form.Outcome", "Resolved"), .. field == "Form.Summary" ? Array.Empty<(string, string?)>() : [("Form.Summary", "call")]]);
        }
        await Form(browser, $"/customers/{await Fresh()}/todos/new", "Form.What", text, null, ("Form.DueAt", "2026-03-05T10:00"));
        foreach (var field in new[] { "Form.Product", "Form.ExternalId", "Form.Source" }) await Form(browser, $"/customers/{await Fresh()}/purchases/new", field, text, "purchase", ("Form.GoodsAmount", "10"), ("Form.Currency", "CNY"), ("Form.PurchasedAt", "2026-03-01T10:00"));
        await Form(browser, $"/customers/{await Fresh()}/consents", "Form.Evidence", text, null, ("Form.Purpose", "Marketing"), ("Form.Given", "true"), ("Form.Source", "Phone"));
        await Form(browser, $"/customers/{await Fresh()}/reveal", "Form.Reason", text, "/privacy/reveals");
        await Form(browser, "/segments/new", "Form.Name", text);
        foreach (var url in new[] { "/customers?q=", "/customers?tag=", "/customers?region=", "/search?q=", "/palette?q=", "/search/suggest?q=", "/customers/pick?q=", $"/customers/{firm}/history?Field=", $"/customers/{firm}/history?AsOf=", $"/customers/{firm}/timeline?kind=", "/customers?after=" })
            Sound(await browser.Get(url + Uri.EscapeDataString(Typed(text)[..Math.Min(2000, Typed(text).Length)])), url);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Json(string name)
    {
        var (text, json) = (Texts[name], Escaped(Texts[name]));
        var api = await app.Api();
        var field = $"naughty_{Texts.Keys.ToList().IndexOf(name)}";
        await app.Send(new DefineField.Command { Key = field, Kind = FieldKind.Text, English = field, Chinese = field });
        var firm = await app.Send(new RegisterCustomer.Command { Kind = Contracts.Customers.CustomerKind.Organisation, Name = $"Naughty {Guid.NewGuid():N}", AllowDuplicate = true }, "admin");
        await Api(api, HttpMethod.Post, "/api/v1/customers?allowDuplicate=true", $$"""{"kind":"individual","name":{{json}}}""", e => e.GetProperty("name").GetString(), text);
        await Api(api, HttpMethod.Post, "/api/v1/customers?allowDuplicate=true", $$"""{"kind":"organisation","name":"n {{Guid.NewGuid():N}}","industry":{{json}}}""", e => e.GetProperty("industry").GetString() ?? "", text);
        await Api(api, HttpMethod.Post, "/api/v1/customers?allowDuplicate=true", $$"""{"kind":"organisation","name":"n {{Guid.NewGuid():N}}","tags":[{{json}}],"externalId":{{json}}}""", null, text);
        await Api(api, HttpMethod.Post, "/api/v1/customers?allowDuplicate=true", $$"""{"kind":"organisation","name":"n {{Guid.NewGuid():N}}","phones":[{"value":{{json}},"label":{{json}}}],"addresses":[{"value":{{json}}}]}""", null, text);
        await Api(api, HttpMethod.Post, "/api/v1/customers?allowDuplicate=true", $$$"""{"kind":"organisation","name":"n {{{Guid.NewGuid():N}}}","custom":{"{{{field}}}":{{{json}}}}}""", e => e.GetProperty("custom").TryGetProperty(field, out var kept) ? kept.GetString() : "", text);
        await Api(api, HttpMethod.Post, "/api/v1/customers?allowDuplicate=true", $$$"""{"kind":"organisation","name":"n {{{Guid.NewGuid():N}}}","custom":{{{{json}}}:"x"}}""", null, text);
        await Api(api, HttpMethod.Post, "/api/v1/customers?allowDuplicate=true", $$"""{"kind":{{json}},"name":"n","level":{{json}},"birthday":{{json}},"zone":{{json}},"language":{{json}}}""", null, text);
        await Api(api, HttpMethod.Post, $"/api/v1/customers/{firm}/contacts", $$"""{"name":{{json}},"title":"x"}""", e => e.GetProperty("name").GetString(), text);
        await Api(api, HttpMethod.Post, "/api/v1/interactions", $$"""{"customerId":{{firm}},"type":"call","at":"2026-03-01T08:00:00Z","outcome":"resolved","summary":{{json}}}""", e => e.GetProperty("summary").GetString(), text);
        await Api(api, HttpMethod.Post, "/api/v1/todos", $$"""{"customerId":{{firm}},"what":{{json}},"dueAt":"2026-03-09T08:00:00Z"}""", e => e.GetProperty("what").GetString(), text);
        await Api(api, HttpMethod.Post, "/api/v1/purchases", $$"""{"customerId":{{firm}},"source":{{json}},"externalId":{{json}},"purchasedAt":"2026-03-01T08:00:00Z","goodsAmount":5,"currency":"CNY","items":[{"product":{{json}},"quantity":1,"amount":5}]}""", null, text);
        await Api(api, HttpMethod.Post, "/api/v1/purchases", $$"""{"customerId":{{firm}},"source":"s","externalId":"{{Guid.NewGuid():N}}","purchasedAt":{{json}},"goodsAmount":5,"currency":{{json}}}""", null, text);
        await Api(api, HttpMethod.Post, $"/api/v1/customers/{firm}/consents", $$"""{"purpose":"marketing","given":true,"source":"phone","evidence":{{json}}}""", null, text);
        await Api(api, HttpMethod.Post, $"/api/v1/customers/{firm}/reveals", $$"""{"kind":"contact","reason":{{json}}}""", null, text);
        await Api(api, HttpMethod.Post, "/api/v1/segments", $$$"""{"name":{{{json}}},"rule":{"match":"all","conditions":[]}}""", null, text);
        foreach (var url in new[] { "/api/v1/customers?q=", "/api/v1/customers?tag=", $"/api/v1/customers?custom.{field}=", "/api/v1/customers?cursor=", $"/api/v1/customers/{firm}/history?field=", $"/api/v1/customers/{firm}/history?asOf=", "/api/v1/customers?level=", "/api/v1/customers?limit=" })
        {
            var answer = await api.GetAsync(url + Uri.EscapeDataString(Typed(text)[..Math.Min(2000, text.Length)]));
            Assert.True((int)answer.StatusCode < 500, $"{url}: {answer.StatusCode}");
        }
        // The idempotency key is somebody's text as well.
        var keyed = new HttpRequestMessage(HttpMethod.Post, "/api/v1/todos") { Content = JsonContent.Create(new { customerId = firm, what = "x", dueAt = "2026-03-09T08:00:00Z" }) };
        if (keyed.Headers.TryAddWithoutValidation("Idempotency-Key", Typed(text).Replace("\r\n", "", StringComparison.Ordinal)))
        {
            try { Assert.True((int)(await api.SendAsync(keyed)).StatusCode < 500, "Idempotency-Key"); }
            catch (HttpRequestException) { } // the client itself does not send such a header
        }
        await app.Deliver();
    }

    async Task Jobs()
    {
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
    }

    async Task<long> Import(string fileName, byte[] content)
    {
        var id = await app.Send(new StartImport.Command { Kind = ImportKind.Customers, FileName = fileName, Content = new MemoryStream(content) }, "admin");
        var guess = (await app.Send(new CheckImport.Query(id), "admin")).Form;
        await app.Send(guess with { Mode = ImportMode.Both, AllowLikely = true }, "admin");
        await Jobs();
        await app.Send(new RunImport.Command(id), "admin");
        await Jobs();
        var jobs = await app.Db<CustomersDb, List<Crm.Platform.Data.JobRow>>(db => db.Jobs.Where(j => j.State == Crm.Platform.Data.JobState.Failed).ToListAsync());
        Assert.True(jobs.Count == 0, string.Join('\n', jobs.Select(j => $"{fileName}: {j.Error}")));
        return id;
    }

    static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>All of them in one file, as cells and as headings: every row has an end, and none stops the others.</summary>
    [Fact]
    public async Task Files()
    {
        // No text file holds NUL: one that does is something else, and is refused as a whole.
        await Assert.ThrowsAsync<RuleException>(() => Import("nul.csv", Encoding.UTF8.GetBytes("姓名\na\0b\n")));
        var csv = new StringBuilder("姓名,行业,备注\n");
        foreach (var (name, text) in Texts.Where(t => t.Key != "NUL")) csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"{Quoted($"csv {name}")},{Quoted(text)},{Quoted(text)}\n");
        await Check(await Import("naughty.csv", Encoding.UTF8.GetBytes(csv.ToString())), "csv");
        await Check(await Import("naughty.xlsx", Workbook([["姓名", "行业", "备注"], .. Texts.Where(t => Storable(t.Value)).Select(t => new[] { $"xlsx {t.Key}", t.Value, t.Value })])), "xlsx");
        // As headings, and as names of files.
        foreach (var text in Texts.Values.Where(t => t.Length < 1000 && !t.Contains('\0')))
        {
            var started = await app.As("admin");
            var page = await started.Get("/customers/import");
            var file = new ByteArrayContent(Encoding.UTF8.GetBytes($"{Quoted(text)},姓名\nx,y\n"));
            var form = new MultipartFormDataContent { { new StringContent(page.ValueOf("__RequestVerificationToken")), "__RequestVerificationToken" }, { new StringContent("Customers"), "Form.Kind" } };
            form.Add(file, "Form.File", "n.csv");
            var answer = await started.Send(new HttpRequestMessage(HttpMethod.Post, "/customers/import") { Content = form });
            Sound(answer, "/customers/import");
            if (answer.Location is { } map) Sound(await started.Get(map.OriginalString), map.OriginalString);
        }

        async Task Check(long id, string prefix)
        {
            var rows = await app.Db<CustomersDb, List<ImportRow>>(db => db.ImportRows.Where(r => r.ImportId == id).ToListAsync());
            Assert.All(rows, r => Assert.Contains(r.State, new[] { RowState.Created, RowState.Wrong, RowState.Duplicate }));
            Assert.Contains(rows, r => r.State == RowState.Created);
            var browser = await app.As("admin");
            Sound(await browser.Get($"/imports/{id}"), $"{prefix} rows");
            Sound(await browser.Get($"/imports/{id}/failed"), $"{prefix} failed");
            foreach (var (name, text) in Texts.Where(t => Storable(t.Value)))
            {
                var wanted = $"{prefix} {name}";
                var industry = await app.Db<CustomersDb, string?>(db => db.Customers.Where(c => c.Name == wanted).Select(c => c.Industry).SingleOrDefaultAsync());
                if (industry is not null) Assert.Equal((wanted, Flat(text.Trim('\ufeff'))), (wanted, Flat(industry))); // at the end of a cell that is a byte order mark
            }
        }
    }

    /// <summary>What XML and UTF-8 can carry at all.</summary>
    static bool Storable(string text) => text.All(c => c >= ' ' || c is '\t' or '\n' or '\r') && Typed(text) == text && !text.Contains('\uffff');

    static byte[] Workbook(IReadOnlyList<string[]> rows)
    {
        var stream = new MemoryStream();
        using (var file = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = file.AddWorkbookPart();
            book.Workbook = new Workbook();
            var sheet = book.AddNewPart<WorksheetPart>();
            sheet.Worksheet = new Worksheet(new SheetData(rows.Select(r => new Row(r.Select(c => new Cell { DataType = CellValues.InlineString, InlineString = new InlineString(new Text(c) { Space = SpaceProcessingModeValues.Preserve }) })))));
            book.Workbook.AppendChild(new Sheets(new Sheet { Id = book.GetIdOfPart(sheet), SheetId = 1, Name = "s" }));
        }
        return stream.ToArray();
    }

    /// <summary>No cell of an export, and no heading, begins with what a spreadsheet would calculate.</summary>
    [Fact]
    public async Task Exports()
    {
        foreach (var text in new[] { "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", " =1+1", "＝1+1", "\u200b=1+1" })
        {
            await app.Send(new RegisterCustomer.Command { Kind = Contracts.Customers.CustomerKind.Organisation, Name = $"export {Guid.NewGuid():N}", Industry = text, Tags = [text.Trim()], AllowDuplicate = true }, "admin");
            await app.Send(new RegisterCustomer.Command { Kind = Contracts.Customers.CustomerKind.Organisation, Name = text + "x1", AllowDuplicate = true }, "admin");
        }
        await app.Send(new DefineField.Command { Key = "formula_heading", Kind = FieldKind.Text, English = "=HYPERLINK(1)", Chinese = "=HYPERLINK(1)" });
        var columns = new List<string> { "number", "name", "industry", "tags", "custom:formula_heading" };
        var csv = await app.Send(new ExportRecords.Command { Format = ExportFormat.Csv, Columns = columns, Reason = "test", Inline = true }, "admin");
        using var reader = new CsvHelper.CsvReader(new StreamReader(csv.File!.Content), System.Globalization.CultureInfo.InvariantCulture);
        while (await reader.ReadAsync())
            for (var i = 0; i < columns.Count; i++) Harmless(reader.GetField(i) ?? "");
        var xlsx = await app.Send(new ExportRecords.Command { Format = ExportFormat.Xlsx, Columns = columns, Reason = "test", Inline = true }, "admin");
        using var book = new ZipArchive(xlsx.File!.Content);
        var sheet = await new StreamReader(book.Entries.Single(e => e.FullName.StartsWith("xl/worksheets/", StringComparison.Ordinal)).Open()).ReadToEndAsync();
        Assert.DoesNotContain("<f>", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("<x:f>", sheet, StringComparison.Ordinal);

        static void Harmless(string cell) => Assert.False(cell is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠', ..], $"A spreadsheet would calculate {cell}.");
    }
}
