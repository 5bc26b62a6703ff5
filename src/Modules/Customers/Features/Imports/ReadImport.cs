using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Files.Tables;
using Crm.Platform.Files;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Imports;

/// <summary>Reads the file again, in the way a person says it is written.</summary>
[Needs("customers.import")]
internal static class ReadImport
{
    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public string? Encoding { get; init; }
        public string? Separator { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Encoding).Must(e => string.IsNullOrEmpty(e) || TextEncoding.Names.Contains(e)).WithMessage(_ => texts["customers.import.encoding.unknown"]);
            RuleFor(c => c.Separator).Must(s => string.IsNullOrEmpty(s) || CsvTable.Names.Contains(s)).WithMessage(_ => texts["customers.import.separator.unknown"]);
        }
    }

    public sealed class Handler(CustomersDb db, Staging staging, IFiles files, CurrentUser user) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            await using var transaction = await db.Begin(ct);
            await db.Database.ExecuteSqlAsync($"select 1 from customers.imports where id = {command.Id} for update", ct);
            var import = await db.Mine(user, command.Id, ct);
            // While a dry run reads the rows they stay as they are.
            if (import.State is not (ImportState.Mapping or ImportState.Checked)) throw new RuleException("customers.import.started");
            await using var file = (import.FileId is { } id ? await files.Open(id, ct) : null) ?? throw new RuleException("customers.import.gone");
            await db.ImportRows.Where(r => r.ImportId == import.Id).ExecuteDeleteAsync(ct);
            try { await staging.Read(import, file.Content, new ReadChoice(command.Encoding, command.Separator), ct); }
            catch (RuleException e) { throw new RuleException(e.Key, nameof(command.Encoding), e.Args); }
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }
    }
}
