using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Imports.Reading;
using Crm.Platform.Data;
using Crm.Platform.Files;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;

namespace Crm.Customers.Features.Imports;

/// <summary>Reads a file and keeps its rows; nothing else changes yet.</summary>
[Needs("customers.import")]
internal static class StartImport
{
    public sealed record Command : IRequest<long>
    {
        public ImportKind Kind { get; init; }

        /// <summary>Name of the file.</summary>
        public string FileName { get; init; } = "";

        public Stream? Content { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Kind).IsInEnum();
            RuleFor(c => c.Content).NotNull().OverridePropertyName("File");
        }
    }

    public sealed class Handler(CustomersDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            var name = FileNames.Clean(command.FileName);
            var table = TableFile.Read(command.Content!, name);
            var guess = new ImportSettings { Columns = ImportFields.Guess(command.Kind, table.Headers), OwnerId = user.Id, Source = SourceOf(name) };
            var import = new Import(command.Kind, name, table.Format, [.. table.Headers], table.Rows.Count, guess, user.Id, clock.GetUtcNow());
            await using var transaction = await db.Begin(ct);
            db.Imports.Add(import);
            await db.SaveChangesAsync(ct);
            await db.CopyIn(table.Rows.Select((cells, i) => new ImportRow { ImportId = import.Id, Line = i + 2, Cells = cells }).ToList(), ct);
            await transaction.CommitAsync(ct);
            return import.Id;
        }

        /// <summary>The same file name stands for the same source, unless a person says otherwise.</summary>
        static string SourceOf(string name) => Path.GetFileNameWithoutExtension(name) is { Length: > 0 } stem ? stem[..Math.Min(stem.Length, 60)] : "import";
    }
}
