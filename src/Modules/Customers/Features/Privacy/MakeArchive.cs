using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Localization;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Privacy;

/// <summary>Everything all modules hold of a customer in one archive: JSON for machines, one page of HTML for people. Written into the trail.</summary>
[Needs("privacy.manage")]
internal static class MakeArchive
{
    static readonly JsonSerializerOptions Indented = new(EventTypes.Json) { WriteIndented = true };

    public sealed record Command(long Id) : IRequest<File>;

    public sealed record File(Stream Content, string Name);

    public sealed class Handler(CustomersDb db, IEnumerable<ISubjectData> sources, Texts texts, Show show, TimeProvider clock) : IRequestHandler<Command, File>
    {
        public async Task<File> Handle(Command command, CancellationToken ct)
        {
            var customer = await db.Customers.AsNoTracking().Where(c => c.Id == command.Id && c.ErasedAt == null).Select(c => new { c.Number, c.Name }).FirstOrDefaultAsync(ct) ?? throw new MissingException("Customer", command.Id);
            List<long> ids = [command.Id, .. await db.Customers.Where(c => c.MergedIntoId == command.Id).Select(c => c.Id).ToListAsync(ct)];
            var sections = new List<SubjectSection>();
            foreach (var source in sources.OrderBy(s => s.Order))
                foreach (var id in ids) sections.AddRange((await source.Of(id, ct)).Where(s => s.Rows.Count > 0));
            var number = HumanNumber.Format(Customer.Prefix, customer.Number);
            var stream = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
            using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            {
                var data = new { number, made = clock.GetUtcNow(), sections = sections.Select(s => new { section = s.Title, rows = s.Rows.Select(r => r.ToDictionary(v => v.Key[(v.Key.LastIndexOf('.') + 1)..], v => v.Value)) }) };
                await using (var entry = zip.CreateEntry("data.json").Open()) await JsonSerializer.SerializeAsync(entry, data, Indented, ct);
                await using (var writer = new StreamWriter(zip.CreateEntry("data.html").Open(), new UTF8Encoding(false))) await writer.WriteAsync(Html($"{customer.Name} ({number})", sections));
            }
            db.Record(nameof(MakeArchive), nameof(Customer), command.Id, new { sections = sections.Count });
            await db.SaveChangesAsync(ct);
            stream.Position = 0;
            return new(stream, $"{number}.zip");
        }

        string Html(string title, List<SubjectSection> sections)
        {
            var html = new StringBuilder("<!doctype html><html lang=\"").Append(CultureInfo.CurrentUICulture.Name).Append("\"><head><meta charset=\"utf-8\"><title>").Append(Encode(title)).Append("</title></head><body><h1>").Append(Encode(title)).Append("</h1>");
            foreach (var section in sections)
            {
                html.Append("<h2>").Append(Encode(texts[section.Title])).Append("</h2><table border=\"1\" cellpadding=\"4\"><thead><tr>");
                var names = section.Rows.SelectMany(r => r.Keys).Distinct().ToList();
                foreach (var name in names) html.Append("<th>").Append(Encode(texts[name])).Append("</th>");
                html.Append("</tr></thead><tbody>");
                foreach (var row in section.Rows)
                {
                    html.Append("<tr>");
                    foreach (var name in names) html.Append("<td>").Append(Encode(Say(row.GetValueOrDefault(name)))).Append("</td>");
                    html.Append("</tr>");
                }
                html.Append("</tbody></table>");
            }
            return html.Append("</body></html>").ToString();
        }

        string Say(object? value) => value switch
        {
            null => "",
            DateTimeOffset at => show.DateTime(at),
            DateOnly day => show.Date(day),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };

        static string Encode(string text) => WebUtility.HtmlEncode(text);
    }
}
