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
    public sealed record Command : FieldInput, IRequest<long>
    {
        public string Key { get; init; } = "";
        public FieldKind? Kind { get; init; } = FieldKind.Text;
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            Include(new FieldInputRules(texts));
            RuleFor(f => f.Key).NotEmpty().Matches(FieldInput.KeyForm).WithMessage(_ => texts["field.key.form"]);
            RuleFor(f => f.Kind).NotNull().IsInEnum();
            RuleFor(f => f.Options).Must((f, _) => f.Kind is not (FieldKind.Choice or FieldKind.MultiChoice) || f.ToOptions().Count > 0).WithMessage(_ => texts["field.options.none"]);
        }
    }

    public sealed class Handler(CustomersDb db) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken ct)
        {
            var known = await db.Fields.Select(f => new { f.Key, f.Archived, f.Position }).ToListAsync(ct);
            if (known.Exists(f => f.Key == command.Key)) throw new RuleException("field.key.taken", nameof(command.Key));
            if (known.Count(f => !f.Archived) >= FieldInput.Most) throw new RuleException("field.many", nameof(command.Key), FieldInput.Most);
            var field = new FieldDefinition(command.Key, command.Kind!.Value, known.Count == 0 ? 1 : known.Max(f => f.Position) + 1, command.ToDesign());
            db.Fields.Add(field);
            await db.SaveChangesAsync(ct);
            return field.Id;
        }
    }
}
