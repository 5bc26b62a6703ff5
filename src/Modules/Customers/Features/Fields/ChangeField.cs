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

/// <summary>Changes how a field is called, what it offers, whether it is in use. Its key and kind stay: values are stored by them.</summary>
[Needs("customers.settings")]
internal static class ChangeField
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : FieldInput, IRequest<Unit>
    {
        public long Id { get; init; }
        public string Key { get; init; } = "";
        public FieldKind Kind { get; init; }
        public uint Version { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts) => Include(new FieldInputRules(texts));
    }

    public sealed class Loader(CustomersDb db) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken ct)
        {
            var f = await db.Fields.AsNoTracking().FirstOrDefaultAsync(x => x.Id == query.Id, ct) ?? throw new MissingException("Field", query.Id);
            return new Command
            {
                Id = f.Id, Key = f.Key, Kind = f.Kind, Version = f.Version, English = f.English, Chinese = f.Chinese, Required = f.Required, InList = f.InList, Archived = f.Archived,
                Options = [.. f.Options.Select(o => new OptionInput { Value = o.Value, English = o.English, Chinese = o.Chinese })],
            };
        }
    }

    public sealed class Handler(CustomersDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var field = await db.Fields.FirstOrDefaultAsync(f => f.Id == command.Id, ct) ?? throw new MissingException("Field", command.Id);
            db.Expect(field, command.Version);
            var design = command.ToDesign();
            await FieldList.CheckOptions(field, design, db.Customers, ct);
            field.Change(design);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
