using System.IO.Compression;
using System.Text;
using Crm.Platform.Data;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Platform;

public sealed class FileTypeTests
{
    [Theory]
    [InlineData("a.png", "89504E470D0A1A0A00", "image/png")]
    [InlineData("a.svg", "89504E470D0A1A0A00", "image/png")] // by content, whatever the name says
    [InlineData("a.jpg", "FFD8FFE000104A46", "image/jpeg")]
    [InlineData("a.gif", "474946383961", "image/gif")]
    [InlineData("a.webp", "524946460000000057454250", "image/webp")]
    [InlineData("a.pdf", "255044462D312E37", "application/pdf")]
    [InlineData("a.doc", "D0CF11E0A1B11AE1", "application/msword")]
    [InlineData("a.exe", "D0CF11E0A1B11AE1", "application/octet-stream")]
    [InlineData("a.exe", "4D5A90000300", "application/octet-stream")]
    [InlineData("a.png", "4D5A90000300", "application/octet-stream")]
    [InlineData("a.mp4", "000000206674797069736F6D", "video/mp4")]
    [InlineData("a.jar", "504B0304", "application/octet-stream")]
    [InlineData("a.zip", "504B0304", "application/zip")]
    [InlineData("a.bin", "", "application/octet-stream")]
    public void Is_told_by_the_first_bytes(string name, string hex, string type) => Assert.Equal(type, FileTypes.Of(Convert.FromHexString(hex), name));

    [Theory]
    [InlineData("a.csv", "姓名,电话\n张三,1", "text/csv")]
    [InlineData("a.txt", "hello", "text/plain")]
    [InlineData("a.txt", " \n<html><script>alert(1)</script>", "application/octet-stream")]
    [InlineData("a.csv", "\uFEFF<svg onload=alert(1)>", "application/octet-stream")]
    [InlineData("a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>", "application/octet-stream")]
    [InlineData("a.html", "hello", "application/octet-stream")]
    [InlineData("a.js", "alert(1)", "application/octet-stream")]
    [InlineData("a.txt", "a\0b", "application/octet-stream")]
    public void Text_is_text_only_when_it_is_no_markup(string name, string text, string type) => Assert.Equal(type, FileTypes.Of(Encoding.UTF8.GetBytes(text), name));

    [Fact]
    public void A_workbook_is_a_zip_that_says_so()
    {
        byte[] Zip(string entry)
        {
            using var bytes = new MemoryStream();
            using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true)) zip.CreateEntry(entry);
            return bytes.ToArray();
        }
        Assert.Equal("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", FileTypes.Of(Zip("[Content_Types].xml"), "a.xlsx"));
        Assert.Equal("application/zip", FileTypes.Of(Zip("x"), "a.xlsx"));
        Assert.Equal("application/octet-stream", FileTypes.Of(Zip("[Content_Types].xml"), "a.docm"));
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData(@"C:\Users\x\合同 (1).pdf", "合同 (1).pdf")]
    [InlineData("invoice\u202Efdp.exe", "invoicefdp.exe")]
    [InlineData("a\r\nSet-Cookie: x.txt", "aSet-Cookie x.txt")]
    [InlineData("  ..  ", "file")]
    [InlineData(null, "file")]
    public void Names_are_cleaned(string? name, string clean) => Assert.Equal(clean, FileNames.Clean(name));

    [Fact]
    public void A_long_name_keeps_its_ending()
    {
        var clean = FileNames.Clean(new string('长', 400) + ".xlsx");
        Assert.Equal(150, clean.Length);
        Assert.EndsWith(".xlsx", clean, StringComparison.Ordinal);
    }
}

public sealed class FileTests : IAsyncLifetime
{
    readonly ProbeApp app = new();

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Theory]
    [InlineData("disk")]
    [InlineData("database")]
    public async Task Comes_back_as_it_went_in(string store)
    {
        var services = app.NewHost(settings: ("Crm:Files:Store", store)).Services;
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        "%PDF-1.7"u8.CopyTo(bytes);
        var saved = await Save(services, bytes, "../合同.pdf");
        Assert.Equal(("合同.pdf", "application/pdf", 300_000L), (saved.Name, saved.ContentType, saved.Size));

        await using var scope = services.CreateAsyncScope();
        await using var open = await scope.ServiceProvider.GetRequiredService<IFiles>().Open(saved.Id, default);
        using var copy = new MemoryStream();
        await open!.Content.CopyToAsync(copy);
        Assert.Equal(bytes, copy.ToArray());
        Assert.Equal(store == "disk", open.Content is FileStream);
        Assert.Equal(store == "disk" ? 1 : 0, OnDisk().Length);
    }

    [Theory]
    [InlineData("disk")]
    [InlineData("database")]
    public async Task Too_large_leaves_nothing_behind(string store)
    {
        var services = app.NewHost(settings: [("Crm:Files:Store", store), ("Crm:Files:MaxMb", "1")]).Services;
        var refused = await Assert.ThrowsAsync<RuleException>(() => Save(services, new byte[1048577], "a.bin"));
        Assert.Equal(("files.too_large", "File"), (refused.Key, refused.Field));
        Assert.Empty(OnDisk());
        Assert.Equal(0, await FileCount());
        Assert.Equal(1048576, (await Save(services, new byte[1048576], "a.bin")).Size);
    }

    [Theory]
    [InlineData("picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")]
    [InlineData("page.html", "<!doctype html><script>alert(1)</script>")]
    [InlineData("picture.png", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")]
    public async Task Markup_never_renders(string name, string text)
    {
        var response = await Respond(await Save(app.Services, Encoding.UTF8.GetBytes(text), name), inline: true);
        Assert.Equal("application/octet-stream", response.ContentType);
        Assert.StartsWith("attachment", response.Headers.ContentDisposition.ToString(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.XContentTypeOptions);
        Assert.Contains("sandbox", response.Headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_may_be_shown()
    {
        var png = await Save(app.Services, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0], "照片.png");
        Assert.StartsWith("inline", (await Respond(png, inline: true)).Headers.ContentDisposition.ToString(), StringComparison.Ordinal);
        var saved = (await Respond(png, inline: false)).Headers.ContentDisposition.ToString();
        Assert.StartsWith("attachment", saved, StringComparison.Ordinal);
        Assert.Contains("UTF-8''%E7%85%A7%E7%89%87.png", saved, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_refers_to_is_swept_after_a_day()
    {
        var used = await Save(app.Services, [1], "used");
        var lost = await Save(app.Services, [2], "lost");
        var result = await Save(app.Services, [3], "export", app.Clock.Now.AddDays(7));
        await app.Db(db => { db.Rows.Add(new ProbeRow { Name = "file", FileId = used.Id }); return db.SaveChangesAsync(); });
        var stray = Path.Combine(app.DataDir, "files", "zz");
        await File.WriteAllTextAsync(stray, "the host died before the row was written");
        File.SetLastWriteTimeUtc(stray, DateTime.UtcNow.AddDays(-2));

        await Sweep();
        Assert.Equal(3, await FileCount()); // a day has not passed
        Assert.False(File.Exists(stray));

        app.Clock.Advance(TimeSpan.FromHours(25));
        await Sweep();
        Assert.NotNull(await Open(used.Id));
        Assert.Null(await Open(lost.Id));
        Assert.NotNull(await Open(result.Id));
        Assert.Equal(2, OnDisk().Length);

        app.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Null(await Open(result.Id)); // expired, though not swept yet
        await Sweep();
        Assert.Equal([used.Id], (await app.Query<Guid>($"select id as \"Value\" from platform.files")));
        Assert.Single(OnDisk());
    }

    Task Sweep() => app.Services.GetRequiredService<SweepRunner>().Run("platform.SweepFiles", default);

    Task<int> FileCount() => app.Db(db => db.Database.SqlQuery<int>($"select count(*)::int as \"Value\" from platform.files").SingleAsync());

    string[] OnDisk() => Directory.Exists(Path.Combine(app.DataDir, "files")) ? Directory.GetFiles(Path.Combine(app.DataDir, "files"), "*", SearchOption.AllDirectories) : [];

    async Task<object?> Open(Guid id)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await using var open = await scope.ServiceProvider.GetRequiredService<IFiles>().Open(id, default);
        return open?.Facts;
    }

    static async Task<FileFacts> Save(IServiceProvider services, byte[] bytes, string name, DateTimeOffset? expires = null)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IFiles>().Save(new MemoryStream(bytes), name, default, expires);
    }

    async Task<HttpResponse> Respond(FileFacts facts, bool inline)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider, Response = { Body = new MemoryStream() } };
        var open = await scope.ServiceProvider.GetRequiredService<IFiles>().Open(facts.Id, default);
        await FileResults.Stream(context.Response, open!, inline).ExecuteAsync(context);
        return context.Response;
    }
}
