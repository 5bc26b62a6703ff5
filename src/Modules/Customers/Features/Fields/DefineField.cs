using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Fields;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Fields;

/// <summary>Adds a field to every customer.</summary>
[Needs("customers.settings")]
internal static class DefineField
{
    public sealed record Command : FieldInput, INewField, IRequest<long>
    {
        public string Key { get; init; } = "";
        public FieldKind? Kind { get; init; } = FieldKind.Text;
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            Include(new FieldInputRules(texts));
            Include(new NewFieldRules(texts));
        }
    }

    public sealed class Handler(CustomersDb db) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            var field = new FieldDefinition(command.Key, command.Kind!.Value, FieldInput.PlaceOf(command, await db.Fields.AsNoTracking().ToListAsync(ct)), command.ToDesign());
            db.Fields.Add(field);
            await db.SaveChangesAsync(ct);
            return field.Id;
        }
    }
}
