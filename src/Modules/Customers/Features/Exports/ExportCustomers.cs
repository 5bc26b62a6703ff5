using System.Globalization;
using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Fields;
using Crm.Customers.Features.Segments;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Exports;

/// <summary>Writes the filtered list into a file: chosen columns, the reader's scope, contact data masked where it is on screen. Kept in the audit trail.</summary>
[Needs("customers.export")]
internal static class ExportCustomers
{
    /// <summary>Column names, as in the form and as resource keys "customers.{name}".</summary>
    public static readonly IReadOnlyList<string> AllColumns =
        ["number", "name", "kind", "level", "phones", "emails", "addresses", "industry", "size", "region", "owner", "source", "admission", "language", "birthday", "tags", "since", "externalId", "created"];

    public sealed record Command : ListCustomers.Filter, IRequest<SheetFile>
    {
        public ExportFormat Format { get; init; }
        public List<string> Columns { get; init; } = [.. AllColumns];
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Format).IsInEnum();
            RuleFor(c => c.Columns).Must(c => c is { Count: > 0 } && c.TrueForAll(AllColumns.Contains)).WithMessage(_ => texts["customers.export.columns.none"]);
        }
    }

    public sealed class Handler(CustomersDb db, CustomFields fields, IStaffDirectory staff, CurrentUser user, Texts texts, Show show, InstallationZone zone, TimeProvider clock) : IRequestHandler<Command, SheetFile>
    {
        const int Batch = 1000;

        public async Task<SheetFile> Handle(Command command, CancellationToken ct)
        {
            var columns = AllColumns.Where(command.Columns.Contains).ToList();
            var headers = columns.ConvertAll(c => texts["customers." + c]);
            var file = await SheetFile.Write(command.Format, $"{texts["customers.export.name"]}-{show.Date(clock.GetUtcNow())}", texts["customers.title"], headers, Rows(command, columns, ct), ct);
            db.Record("ExportCustomers", nameof(Customer), null, new { rows = file.Rows, columns, format = command.Format, command.Level, command.Kind, command.Admission, command.Owner, command.Region, command.Tag, command.AutoTag, command.Segment, searched = !string.IsNullOrWhiteSpace(command.Q) });
            await db.SaveChangesAsync(ct);
            return file;
        }

        async IAsyncEnumerable<IReadOnlyList<string?>> Rows(Command command, List<string> columns, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
        {
            var people = await staff.Everyone(ct);
            var full = user.ScopeOf("customers.write");
            var matching = await fields.Narrow(await db.Narrow(db.Customers.AsNoTracking().Matching(command, user, clock), command, user, zone, clock, ct), command.Custom, ct);
            for (var before = long.MaxValue; ;)
            {
                var rows = await matching.Within(user.ScopeOf("customers.export")).Where(c => c.Id < before).OrderByDescending(c => c.Id).Take(Batch)
                    .Include(c => c.Points).AsSplitQuery().ToListAsync(ct);
                foreach (var c in rows) yield return columns.ConvertAll<string?>(column => Cell(c, column, full.Covers(c.OwnerId, c.TeamId), people));
                if (rows.Count < Batch) yield break;
                before = rows[^1].Id;
            }
        }

        string Cell(Customer c, string column, bool open, IReadOnlyDictionary<long, StaffFacts> people) => column switch
        {
            "number" => HumanNumber.Format(Customer.Prefix, c.Number),
            "name" => c.Name,
            "kind" => texts[c.Kind],
            "level" => texts[c.Level],
            "phones" => Points(c, PointKind.Phone, open),
            "emails" => Points(c, PointKind.Email, open),
            "addresses" => Points(c, PointKind.Address, open),
            "industry" => c.Industry ?? "",
            "size" => c.Size is { } size ? texts[size] : "",
            "region" => c.Region ?? "",
            "owner" => c.OwnerId is { } id && people.TryGetValue(id, out var person) ? person.Name : "",
            "source" => c.Source is { } source ? texts[source] : "",
            "admission" => texts[c.Admission],
            "language" => texts["language." + c.Language],
            "birthday" => c.Birthday is not { } day ? "" : open ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : Mask.Day(day),
            "tags" => string.Join(';', c.Tags),
            "since" => c.Since?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
            "externalId" => c.ExternalId ?? "",
            "created" => show.DateTime(c.CreatedAt),
            _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
        };

        static string Points(Customer c, PointKind kind, bool open) => string.Join(';', c.Points.Where(p => p.Kind == kind).OrderByDescending(p => p.Primary).ThenBy(p => p.Id)
            .Select(p => !open ? Mask.Point(kind, p.Normal) : kind == PointKind.Phone ? PhoneNumber.Show(p.Normal) : p.Value));
    }
}
