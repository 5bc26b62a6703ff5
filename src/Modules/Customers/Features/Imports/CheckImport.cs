using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Exports;
using Crm.Customers.Features.Fields;
using Crm.Customers.Features.Merging;
using Crm.Platform.Files.Tables;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Imports;

/// <summary>Takes the mapping and starts the dry run.</summary>
[Needs("customers.import")]
internal static class CheckImport
{
    public sealed record Query(long Id) : IRequest<View>;

    /// <summary>The file as the mapping page shows it.</summary>
    public sealed record View(Command Form, ImportKind Kind, string FileName, string Format, int Rows, IReadOnlyList<string> Headers, IReadOnlyList<string[]> Sample, bool CanBeMapped, bool CanBeReadAgain, string? RememberedBy, DateTimeOffset? RememberedAt, IReadOnlyList<OwnField> Own);

    /// <summary>A field of one's own that a column may fill.</summary>
    public sealed record OwnField(string Field, string Label);

    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public List<string> Columns { get; init; } = [];
        public ImportMode Mode { get; init; }
        public List<MatchField> Match { get; init; } = [];
        public Admission Admission { get; init; }
        public long? OwnerId { get; init; }
        public string? Source { get; init; }
        public string? Currency { get; init; }
        public DateOrder Dates { get; init; }
        public DecimalMark Decimals { get; init; }
        public bool CreateCustomers { get; init; }
        public bool Announce { get; init; }
        public bool AllowLikely { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Mode).IsInEnum();
            RuleForEach(c => c.Match).IsInEnum();
            RuleFor(c => c.Dates).IsInEnum();
            RuleFor(c => c.Decimals).IsInEnum();
            RuleFor(c => c.Admission).IsInEnum();
            RuleFor(c => c.Source).MaximumLength(60);
            RuleFor(c => c.Currency).Must(Purchases.RecordPurchase.Validator.IsCurrency).WithMessage(_ => texts["customers.purchase.currency"]);
            RuleFor(c => c.Columns).Must(columns => columns.Any(f => !string.IsNullOrEmpty(f))).WithMessage(_ => texts["customers.import.columns.none"]);
            RuleFor(c => c.Columns).Must(columns => columns.Where(f => !string.IsNullOrEmpty(f) && !ImportFields.IsMany(f)).GroupBy(f => f).All(g => g.Count() == 1)).WithMessage(_ => texts["customers.import.columns.twice"]);
        }
    }

    public sealed class Loader(CustomersDb db, CustomFields fields, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken ct)
        {
            var import = await db.Mine(user, query.Id, ct);
            var s = import.Settings;
            var sample = await db.ImportRows.Where(r => r.ImportId == import.Id).OrderBy(r => r.Line).Take(5).Select(r => r.Cells).ToListAsync(ct);
            if (ImportMask.For(user, import) is { } mask) sample = sample.ConvertAll(mask.Of);
            var form = new Command
            {
                Id = import.Id, Columns = s.Columns, Mode = s.Mode, Match = s.Match, Admission = s.Admission, OwnerId = s.OwnerId, Source = s.Source, Currency = s.Currency, Dates = s.Dates, Decimals = s.Decimals, CreateCustomers = s.CreateCustomers, Announce = s.Announce, AllowLikely = s.AllowLikely,
            };
            var remembered = import.MappingId is { } mapping ? await db.ImportMappings.Where(m => m.Id == mapping).Select(m => new { m.ById, m.At }).FirstOrDefaultAsync(ct) : null;
            var by = remembered?.ById is { } who && (await staff.Everyone(ct)).TryGetValue(who, out var person) ? person.Name : "";
            return new View(form, import.Kind, import.FileName, import.Format, import.Rows, import.Headers, sample, import.CanBeMapped,
                import.FileId is not null && import.State is ImportState.Mapping or ImportState.Checked && !import.Format.StartsWith("XLSX", StringComparison.Ordinal), remembered is null ? null : by, remembered?.At,
                import.Kind == ImportKind.Customers ? [.. (await fields.Active(ct)).Select(f => new OwnField(ExportColumns.Custom + f.Key, f.Label(Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture))))] : []);
        }
    }

    public sealed class Handler(CustomersDb db, CustomFields own, IStaffDirectory staff, ISettings settings, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var import = await db.Mine(user, command.Id, ct);
            if (!import.CanBeMapped) throw new RuleException("customers.import.started");
            var fields = ImportFields.Of(import.Kind).ToHashSet();
            if (import.Kind == ImportKind.Customers) fields.UnionWith((await own.Active(ct)).Select(f => ExportColumns.Custom + f.Key));
            if (command.Columns.Count != import.Headers.Count || command.Columns.Exists(f => !string.IsNullOrEmpty(f) && !fields.Contains(f))) throw new RuleException("customers.import.columns.none", nameof(command.Columns));
            if (import.Kind == ImportKind.Customers && command.Match.Count == 0) throw new RuleException("customers.import.match.none", nameof(command.Match));
            foreach (var needed in import.Kind switch { ImportKind.Purchases => new[] { "date", "amount" }, ImportKind.Interactions => ["date"], ImportKind.Usages => ["date", "product"], _ => [] })
                if (!command.Columns.Contains(needed)) throw new RuleException("customers.import.columns.needed." + needed, nameof(command.Columns));
            if (command.OwnerId is { } owner && !(await staff.Everyone(ct)).ContainsKey(owner)) throw new RuleException("customers.owner.unknown", nameof(command.OwnerId));
            if (command.AllowLikely && await settings.Get(DuplicateSettings.Block, false, ct)) throw new RuleException("customers.import.allowLikely.blocked", nameof(command.AllowLikely));
            await using var transaction = await db.Begin(ct);
            var chosen = new ImportSettings
            {
                Columns = [.. command.Columns.Select(f => f ?? "")], Mode = command.Mode, Match = command.Match, Admission = command.Admission, OwnerId = command.OwnerId,
                Source = string.IsNullOrWhiteSpace(command.Source) ? "import" : command.Source.Trim(), Currency = string.IsNullOrWhiteSpace(command.Currency) ? "CNY" : command.Currency.Trim().ToUpperInvariant(),
                CreateCustomers = command.CreateCustomers, Announce = command.Announce, AllowLikely = command.AllowLikely, Dates = command.Dates, Decimals = command.Decimals,
            };
            import.Check(chosen);
            var hash = Staging.HashOf(import.Headers);
            var mapping = await db.ImportMappings.FirstOrDefaultAsync(m => m.Kind == import.Kind && m.Hash == hash, ct);
            if (mapping is null) db.ImportMappings.Add(mapping = new ImportMapping(import.Kind, hash));
            mapping.Remember(chosen, user.Id, clock.GetUtcNow());
            var job = db.Enqueue<CheckImportJob, ImportArgs>(new(import.Id), "customers.import.check.job", user.Id);
            await db.SaveChangesAsync(ct);
            import.Works(job.Id);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }
    }
}
