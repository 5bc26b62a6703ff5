using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Files.Tables;
using Crm.Platform.Files;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Configuration;

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

        /// <summary>A stream that can seek.</summary>
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

    public sealed class Handler(CustomersDb db, Staging staging, IFiles files, IConfiguration configuration, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        /// <summary>How long a file waits for somebody to look at its columns.</summary>
        static readonly TimeSpan Waits = TimeSpan.FromDays(7);

        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var import = new Import(command.Kind, FileNames.Clean(command.FileName), user.Id, now);
            await using var transaction = await db.Begin(ct);
            db.Imports.Add(import);
            await staging.Read(import, command.Content!, new ReadChoice(), ct);
            command.Content!.Position = 0;
            import.Keeps((await files.Save(command.Content, import.FileName, ct, now + Waits, ImportLimits.Of(configuration).MaxMb)).Id);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return import.Id;
        }
    }
}
