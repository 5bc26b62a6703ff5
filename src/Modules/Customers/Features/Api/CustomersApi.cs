using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Features.Contacts;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.History;
using Crm.Customers.Features.Merging;
using Crm.Customers.Features.Interactions;
using Crm.Customers.Features.Privacy;
using Crm.Customers.Features.Purchases;
using Crm.Customers.Features.ToDos;
using Crm.Customers.Features.Usages;
using Crm.Platform.Api;
using Crm.Platform.Fields;
using Crm.Platform.Web;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Crm.Customers.Features.Api;

/// <summary>HTTP to the same use cases the pages send.</summary>
internal static class CustomersApi
{
    public static void Map(ApiRoutes api)
    {
        FieldsApi.Map(api);
        PrivacyApi.Map(api);
        CareApi.Map(api);
        Customers(api.MapGroup("/customers").WithTags("Customers"));
        MergingApi.Map(api);
        Contacts(api.MapGroup("/customers/{customerId:long}/contacts").WithTags("Contacts"));
        Interactions(api.MapGroup("/interactions").WithTags("Interactions"));
        ToDos(api.MapGroup("/todos").WithTags("To-dos"));
        Purchases(api.MapGroup("/purchases").WithTags("Purchases"));
        Usages(api.MapGroup("/usages").WithTags("Usages"));
    }

    static void Customers(ApiRoutes customers)
    {
        customers.MapGet("", ([AsParameters] PageQuery page, [AsParameters] Filter f, HttpRequest request, IMediator mediator, CancellationToken ct) => mediator.Send(new ListCustomers.Query
        {
            Q = f.Q, Level = f.Level?.Value, Kind = f.Kind?.Value, Admission = f.Admission?.Value, Owner = f.Owner, Region = f.Region, Tag = f.Tag, AutoTag = f.AutoTag, Segment = f.Segment, Custom = FieldList.Asked(request.Query),
            ValueClass = f.ValueClass?.Value, Band = f.Band?.Value, Cooling = f.Cooling == true, ReviewDue = f.ReviewDue == true, Mine = f.Mine == true,
            Sort = f.Sort?.Value ?? default, Limit = page.Size, After = page.Cursor,
        }, ct)).Needs("customers.read");

        customers.MapPost("", async (RegisterCustomer.Command command, bool? allowDuplicate, IMediator mediator, CancellationToken ct) =>
        {
            var id = await mediator.Send(command with { AllowDuplicate = command.AllowDuplicate || allowDuplicate == true }, ct);
            var customer = await mediator.Send(new ShowCustomer.Query(id), ct);
            return ETags.Created($"/api/v1/customers/{id}", customer, customer.Version);
        }).Needs("customers.write").Creates();

        customers.MapGet("/{id:long}", async Task<Results<Tagged<ShowCustomer.View>, RedirectHttpResult>> (long id, HttpResponse response, IMediator mediator, CancellationToken ct) =>
        {
            var customer = await mediator.Send(new ShowCustomer.Query(id), ct);
            if (customer.MergedIntoId is not { } survivor) return ETags.Ok(customer, customer.Version);
            response.Headers.CacheControl = "no-store"; // for good, unless the merge is undone
            return TypedResults.Redirect($"/api/v1/customers/{survivor}", permanent: true, preserveMethod: true);
        }).Needs("customers.read");

        // With asOf: the record as it was then, and the changes up to it.
        customers.MapGet("/{id:long}/history", async Task<Results<Ok<ShowHistory.View>, RedirectHttpResult>> (long id, [AsParameters] PageQuery page, string? field, long? by, DateTimeOffset? asOf, HttpRequest request, HttpResponse response, IMediator mediator, CancellationToken ct) =>
        {
            var history = await mediator.Send(new ShowHistory.Query(id) { Field = field, By = by, AsOf = asOf, After = page.Cursor, Limit = page.Size }, ct);
            if (history.MergedIntoId is not { } survivor) return TypedResults.Ok(history);
            response.Headers.CacheControl = "no-store";
            return TypedResults.Redirect($"/api/v1/customers/{survivor}/history{request.QueryString}", permanent: true, preserveMethod: true);
        }).Needs("customers.read");

        customers.MapPatch("/{id:long}", async (long id, IfMatch seen, JsonElement patch, bool? allowDuplicate, IMediator mediator, IOptions<JsonOptions> json, CancellationToken ct) =>
        {
            var command = MergePatch.Apply(await mediator.Send(new EditCustomer.Query(id), ct), patch, json.Value.SerializerOptions);
            await mediator.Send(command with { Id = id, Version = seen.Version, AllowDuplicate = command.AllowDuplicate || allowDuplicate == true }, ct);
            return await Customer(id, mediator, ct);
        }).Needs("customers.write").Accepts<EditCustomer.Command>("application/json");
    }

    static void Contacts(ApiRoutes contacts)
    {
        contacts.MapGet("", async (long customerId, [AsParameters] PageQuery page, IMediator mediator, CancellationToken ct) =>
        {
            var after = Cursor.Read<long>(page.Cursor);
            var all = (await mediator.Send(new ShowCustomer.Query(customerId), ct)).Contacts;
            return Cursor.Cut(all.Where(c => c.Id > after).OrderBy(c => c.Id).Take(page.Size + 1).ToList(), page.Size, c => c.Id);
        }).Needs("customers.read");

        contacts.MapPost("", async (long customerId, AddContact.Command command, IMediator mediator, CancellationToken ct) =>
        {
            var id = await mediator.Send(command with { CustomerId = customerId }, ct);
            var contact = await mediator.Send(new ShowContact.Query(customerId, id), ct);
            return ETags.Created($"/api/v1/customers/{customerId}/contacts/{id}", contact.Contact, contact.Version);
        }).Needs("customers.write").Creates();

        contacts.MapGet("/{id:long}", async Task<Results<Tagged<ShowCustomer.ContactView>, RedirectHttpResult>> (long customerId, long id, HttpResponse response, IMediator mediator, CancellationToken ct) =>
        {
            var contact = await mediator.Send(new ShowContact.Query(customerId, id), ct);
            if (contact.CustomerId == customerId) return ETags.Ok(contact.Contact, contact.Version);
            response.Headers.CacheControl = "no-store"; // for good, unless the merge is undone
            return TypedResults.Redirect($"/api/v1/customers/{contact.CustomerId}/contacts/{id}", permanent: true, preserveMethod: true);
        }).Needs("customers.read");

        // The version is the customer's: contacts change through it.
        contacts.MapPatch("/{id:long}", async (long customerId, long id, IfMatch seen, JsonElement patch, IMediator mediator, IOptions<JsonOptions> json, CancellationToken ct) =>
        {
            var command = MergePatch.Apply(await mediator.Send(new EditContact.Query(customerId, id), ct), patch, json.Value.SerializerOptions);
            await mediator.Send(command with { CustomerId = customerId, Id = id, Version = seen.Version }, ct);
            return await Customer(customerId, mediator, ct);
        }).Needs("customers.write").Accepts<EditContact.Command>("application/json");

        contacts.MapDelete("/{id:long}", async (long customerId, long id, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new RemoveContact.Command(customerId, id), ct);
            return TypedResults.NoContent();
        }).Needs("customers.write");
    }

    static void Interactions(ApiRoutes interactions)
    {
        interactions.MapGet("", ([AsParameters] PageQuery page, long? customerId, long? contactId, long? responsibleId, Snake<Domain.Outcome>? outcome, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new ListInteractions.Query(customerId, page.Cursor, page.Size) { ContactId = contactId, ResponsibleId = responsibleId, Outcome = outcome?.Value }, ct)).Needs("customers.read");

        interactions.MapPost("", async (LogInteraction.Command command, IMediator mediator, CancellationToken ct) =>
        {
            var id = await mediator.Send(command, ct);
            var interaction = await mediator.Send(new ShowInteraction.Query(id), ct);
            return ETags.Created($"/api/v1/interactions/{id}", interaction, interaction.Version);
        }).Needs("customers.write").Creates();

        interactions.MapGet("/{id:long}", (long id, IMediator mediator, CancellationToken ct) => Interaction(id, mediator, ct)).Needs("customers.read");

        interactions.MapPatch("/{id:long}", async (long id, IfMatch seen, JsonElement patch, IMediator mediator, IOptions<JsonOptions> json, CancellationToken ct) =>
        {
            var command = MergePatch.Apply(await mediator.Send(new EditInteraction.Query(id), ct), patch, json.Value.SerializerOptions);
            await mediator.Send(command with { Id = id, Version = seen.Version }, ct);
            return await Interaction(id, mediator, ct);
        }).Needs("customers.write").Accepts<EditInteraction.Command>("application/json");
    }

    static void ToDos(ApiRoutes toDos)
    {
        toDos.MapGet("", ([AsParameters] PageQuery page, Snake<ListToDos.ToDoView>? view, long? customerId, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new ListToDos.Query { View = view?.Value ?? default, CustomerId = customerId, Limit = page.Size, After = page.Cursor }, ct)).Needs("customers.read");

        toDos.MapPost("", async (AddToDo.Command command, IMediator mediator, CancellationToken ct) =>
        {
            var id = await mediator.Send(command, ct);
            var toDo = await mediator.Send(new CloseToDo.Query(id), ct);
            return ETags.Created($"/api/v1/todos/{id}", toDo, toDo.Version);
        }).Needs("customers.write").Creates();

        toDos.MapGet("/{id:long}", (long id, IMediator mediator, CancellationToken ct) => ToDo(id, mediator, ct)).Needs("customers.write");

        toDos.MapPatch("/{id:long}", async (long id, IfMatch seen, JsonElement patch, IMediator mediator, IOptions<JsonOptions> json, CancellationToken ct) =>
        {
            var command = MergePatch.Apply(await mediator.Send(new EditToDo.Query(id), ct), patch, json.Value.SerializerOptions);
            await mediator.Send(command with { Id = id, Version = seen.Version }, ct);
            return await ToDo(id, mediator, ct);
        }).Needs("customers.write").Accepts<EditToDo.Command>("application/json");

        toDos.MapPost("/{id:long}/close", async (long id, CloseToDo.Command command, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(command with { Id = id }, ct);
            return await ToDo(id, mediator, ct);
        }).Needs("customers.write");
    }

    static void Purchases(ApiRoutes purchases)
    {
        purchases.MapGet("", ([AsParameters] PageQuery page, long customerId, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new ListPurchases.Query(customerId, page.Cursor, page.Size), ct)).Needs("customers.read");

        purchases.MapPost("", async (RecordPurchase.Command command, IMediator mediator, CancellationToken ct) =>
        {
            var id = await mediator.Send(command, ct);
            var purchase = await mediator.Send(new ShowPurchase.Query(id), ct);
            return ETags.Created($"/api/v1/purchases/{id}", purchase, purchase.Version);
        }).Needs("customers.write").Creates();

        purchases.MapGet("/{id:long}", (long id, IMediator mediator, CancellationToken ct) => Purchase(id, mediator, ct)).Needs("customers.read");

        purchases.MapPost("/{id:long}/refunds", async (long id, IfMatch seen, RefundPurchase.Command command, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(command with { Id = id, Version = seen.Version }, ct);
            var purchase = await mediator.Send(new ShowPurchase.Query(id), ct);
            return ETags.Created($"/api/v1/purchases/{id}", purchase, purchase.Version);
        }).Needs("customers.write").Creates();
    }

    static void Usages(ApiRoutes usages)
    {
        usages.MapGet("", ([AsParameters] PageQuery page, long customerId, DateOnly? day, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new ListUsages.Query(customerId, page.Cursor, page.Size) { Day = day }, ct)).Needs("customers.read");

        // A repeat of what is known answers 200 with it, and changes nothing.
        usages.MapPost("", async Task<Results<CreatedTagged<ListUsages.Row>, Tagged<ListUsages.Row>>> (RecordUsage.Command command, IMediator mediator, CancellationToken ct) =>
        {
            var kept = await mediator.Send(command, ct);
            var view = await mediator.Send(new ShowUsage.Query(kept.Id), ct);
            return kept.Fresh ? ETags.Created($"/api/v1/usages/{kept.Id}", view.Usage, view.Version) : ETags.Ok(view.Usage, view.Version);
        }).Needs("customers.write").Creates();

        usages.MapPost("/batch", (RecordUsages.Command command, IMediator mediator, CancellationToken ct) => mediator.Send(command, ct)).Needs("customers.write").Creates();

        usages.MapGet("/{id:long}", async (long id, IMediator mediator, CancellationToken ct) =>
        {
            var view = await mediator.Send(new ShowUsage.Query(id), ct);
            return ETags.Ok(view.Usage, view.Version);
        }).Needs("customers.read");

        usages.MapDelete("/{id:long}", async (long id, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new RemoveUsage.Command(id), ct);
            return TypedResults.NoContent();
        }).Needs("customers.write");
    }

    static async Task<Tagged<ShowCustomer.View>> Customer(long id, IMediator mediator, CancellationToken ct)
    {
        var customer = await mediator.Send(new ShowCustomer.Query(id), ct);
        return ETags.Ok(customer, customer.Version);
    }

    static async Task<Tagged<ShowInteraction.View>> Interaction(long id, IMediator mediator, CancellationToken ct)
    {
        var interaction = await mediator.Send(new ShowInteraction.Query(id), ct);
        return ETags.Ok(interaction, interaction.Version);
    }

    static async Task<Tagged<CloseToDo.View>> ToDo(long id, IMediator mediator, CancellationToken ct)
    {
        var toDo = await mediator.Send(new CloseToDo.Query(id), ct);
        return ETags.Ok(toDo, toDo.Version);
    }

    static async Task<Tagged<ShowPurchase.View>> Purchase(long id, IMediator mediator, CancellationToken ct)
    {
        var purchase = await mediator.Send(new ShowPurchase.Query(id), ct);
        return ETags.Ok(purchase, purchase.Version);
    }

    internal sealed record Filter(string? Q, Snake<CustomerLevel>? Level, Snake<CustomerKind>? Kind, Snake<Admission>? Admission, long? Owner, string? Region, string? Tag, long? AutoTag, long? Segment, Snake<ValueClass>? ValueClass, Snake<CooperationBand>? Band, bool? Cooling, bool? ReviewDue, bool? Mine, Snake<ListCustomers.CustomerOrder>? Sort);
}
