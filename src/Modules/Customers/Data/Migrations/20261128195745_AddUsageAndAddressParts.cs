using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Customers.Data.Migrations
{
    /// <inheritdoc />
    public partial class AddUsageAndAddressParts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "last_used_at",
                schema: "customers",
                table: "facts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "usages30",
                schema: "customers",
                table: "facts",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "usages365",
                schema: "customers",
                table: "facts",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "usages90",
                schema: "customers",
                table: "facts",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "usages_ever",
                schema: "customers",
                table: "facts",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "parts",
                schema: "customers",
                table: "customer_points",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "preferences",
                schema: "customers",
                table: "contacts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "preferred_channel",
                schema: "customers",
                table: "contacts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "parts",
                schema: "customers",
                table: "contact_points",
                type: "jsonb",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "usages",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    product = table.Column<string>(type: "text", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    quantity = table.Column<decimal>(type: "numeric(18,3)", precision: 18, scale: 3, nullable: false),
                    unit = table.Column<string>(type: "text", nullable: true),
                    source = table.Column<string>(type: "text", nullable: false),
                    external_id = table.Column<string>(type: "text", nullable: true),
                    recorded_by_id = table.Column<long>(type: "bigint", nullable: true),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_usages", x => x.id);
                    table.ForeignKey(
                        name: "fk_usages_customers_customer_id",
                        column: x => x.customer_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_interactions_contact_id_at_id",
                schema: "customers",
                table: "interactions",
                columns: new[] { "contact_id", "at", "id" },
                filter: "contact_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_facts_last_used_at_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "last_used_at", "customer_id" },
                filter: "last_used_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_usages_customer_id_used_at_id",
                schema: "customers",
                table: "usages",
                columns: new[] { "customer_id", "used_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_usages_source_external_id",
                schema: "customers",
                table: "usages",
                columns: new[] { "source", "external_id" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "usages",
                schema: "customers");

            migrationBuilder.DropIndex(
                name: "ix_interactions_contact_id_at_id",
                schema: "customers",
                table: "interactions");

            migrationBuilder.DropIndex(
                name: "ix_facts_last_used_at_customer_id",
                schema: "customers",
                table: "facts");

            migrationBuilder.DropColumn(
                name: "last_used_at",
                schema: "customers",
                table: "facts");

            migrationBuilder.DropColumn(
                name: "usages30",
                schema: "customers",
                table: "facts");

            migrationBuilder.DropColumn(
                name: "usages365",
                schema: "customers",
                table: "facts");

            migrationBuilder.DropColumn(
                name: "usages90",
                schema: "customers",
                table: "facts");

            migrationBuilder.DropColumn(
                name: "usages_ever",
                schema: "customers",
                table: "facts");

            migrationBuilder.DropColumn(
                name: "parts",
                schema: "customers",
                table: "customer_points");

            migrationBuilder.DropColumn(
                name: "preferences",
                schema: "customers",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "preferred_channel",
                schema: "customers",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "parts",
                schema: "customers",
                table: "contact_points");
        }
    }
}
