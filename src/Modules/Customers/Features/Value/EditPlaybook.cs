using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Value;

/// <summary>Writes what to do for the customers of a value class.</summary>
[Needs("customers.settings")]
internal static class EditPlaybook
{
    public sealed record Query(ValueClass Class) : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public ValueClass Class { get; init; }
        public string? English { get; init; }
        public string? Chinese { get; init; }
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Class).IsInEnum();
            RuleFor(c => c.English).MaximumLength(10_000);
            RuleFor(c => c.Chinese).MaximumLength(10_000);
        }
    }

    public sealed class Loader(CustomersDb db) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct)
        {
            var book = await db.BookOf(query.Class, ct);
            return new Command { Class = query.Class, English = book.English, Chinese = book.Chinese, Version = book.Version };
        }
    }

    public sealed class Handler(CustomersDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var book = await db.BookOf(command.Class, ct);
            db.Expect(book, command.Version);
            book.Change(command.English ?? "", command.Chinese ?? "");
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }

    static async Task<Playbook> BookOf(this CustomersDb db, ValueClass value, CancellationToken ct)
    {
        var key = ShowValueClasses.KeyOf(value);
        return await db.Playbooks.FirstOrDefaultAsync(p => p.Key == key, ct) ?? throw new MissingException("Playbook", key);
    }
}
