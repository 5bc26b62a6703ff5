using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Customers.Data.Migrations
{
    /// <inheritdoc />
    public partial class AddCare : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_customers_owner_id_next_review_due",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "next_review_due",
                schema: "customers",
                table: "customers");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "planned_from",
                schema: "customers",
                table: "to_dos",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "band",
                schema: "customers",
                table: "facts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "contact_due_at",
                schema: "customers",
                table: "facts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "value_class",
                schema: "customers",
                table: "facts",
                type: "text",
                nullable: false,
                defaultValueSql: "'low'");

            migrationBuilder.AddColumn<int>(
                name: "cadence_days",
                schema: "customers",
                table: "customers",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "since_reason",
                schema: "customers",
                table: "customers",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "since_said",
                schema: "customers",
                table: "customers",
                type: "date",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "admission_decisions",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    to = table.Column<string>(type: "text", nullable: false),
                    ticked = table.Column<string>(type: "jsonb", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_admission_decisions", x => x.id);
                    table.ForeignKey(
                        name: "fk_admission_decisions_customers_customer_id",
                        column: x => x.customer_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "criteria",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    position = table.Column<int>(type: "integer", nullable: false),
                    english = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    chinese = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    required = table.Column<bool>(type: "boolean", nullable: false),
                    archived = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_criteria", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "playbooks",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    key = table.Column<string>(type: "text", nullable: false),
                    english = table.Column<string>(type: "text", nullable: false),
                    chinese = table.Column<string>(type: "text", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_playbooks", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_to_dos_planned",
                schema: "customers",
                table: "to_dos",
                column: "customer_id",
                unique: true,
                filter: "planned_from is not null and closed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_facts_band_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "band", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_facts_contact_due_at_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "contact_due_at", "customer_id" },
                filter: "contact_due_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_facts_value_class_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "value_class", "customer_id" },
                filter: "value_class <> 'low'");

            migrationBuilder.CreateIndex(
                name: "ix_customers_own_cadence",
                schema: "customers",
                table: "customers",
                column: "id",
                filter: "cadence_days is not null");

            migrationBuilder.CreateIndex(
                name: "ix_customers_owner_id_last_reviewed_at",
                schema: "customers",
                table: "customers",
                columns: new[] { "owner_id", "last_reviewed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_admission_decisions_customer_id",
                schema: "customers",
                table: "admission_decisions",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_playbooks_key",
                schema: "customers",
                table: "playbooks",
                column: "key",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "admission_decisions",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "criteria",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "playbooks",
                schema: "customers");

            migrationBuilder.DropIndex(
                name: "ix_to_dos_planned",
                schema: "customers",
                table: "to_dos");

            migrationBuilder.DropIndex(
                name: "ix_facts_band_customer_id",
                schema: "customers",
                table: "facts");

            migrationBuilder.DropIndex(
                name: "ix_facts_contact_due_at_customer_id",
                schema: "customers",
                table: "facts");

            migrationBuilder.DropIndex(
                name: "ix_facts_value_class_customer_id",
                schema: "customers",
                table: "facts");

            migrationBuilder.DropIndex(
                name: "ix_customers_own_cadence",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropIndex(
                name: "ix_customers_owner_id_last_reviewed_at",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "planned_from",
                schema: "customers",
                table: "to_dos");

            migrationBuilder.DropColumn(
                name: "band",
                schema: "customers",
                table: "facts");

            migrationBuilder.DropColumn(
                name: "contact_due_at",
                schema: "customers",
                table: "facts");

            migrationBuilder.DropColumn(
                name: "value_class",
                schema: "customers",
                table: "facts");

            migrationBuilder.DropColumn(
                name: "cadence_days",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "since_reason",
                schema: "customers",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "since_said",
                schema: "customers",
                table: "customers");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "next_review_due",
                schema: "customers",
                table: "customers",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.CreateIndex(
                name: "ix_customers_owner_id_next_review_due",
                schema: "customers",
                table: "customers",
                columns: new[] { "owner_id", "next_review_due" });
        }
    }
}
