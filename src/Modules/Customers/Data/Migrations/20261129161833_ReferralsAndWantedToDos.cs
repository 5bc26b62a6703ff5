using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Customers.Data.Migrations
{
    /// <inheritdoc />
    public partial class ReferralsAndWantedToDos : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "wanted_key",
                schema: "customers",
                table: "to_dos",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "stage",
                schema: "customers",
                table: "facts",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "known_stages",
                schema: "customers",
                columns: table => new
                {
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    stage = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_known_stages", x => x.customer_id);
                });

            migrationBuilder.CreateTable(
                name: "referrals",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    referrer_customer_id = table.Column<long>(type: "bigint", nullable: false),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_referrals", x => x.id);
                    table.ForeignKey(
                        name: "fk_referrals_customers_customer_id",
                        column: x => x.customer_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_referrals_customers_referrer_customer_id",
                        column: x => x.referrer_customer_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_to_dos_wanted",
                schema: "customers",
                table: "to_dos",
                column: "wanted_key",
                unique: true,
                filter: "wanted_key is not null");

            migrationBuilder.CreateIndex(
                name: "ix_purchases_purchased_at_id",
                schema: "customers",
                table: "purchases",
                columns: new[] { "purchased_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_facts_stage_customer_id",
                schema: "customers",
                table: "facts",
                columns: new[] { "stage", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_referrals_customer_id",
                schema: "customers",
                table: "referrals",
                column: "customer_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_referrals_referrer_customer_id",
                schema: "customers",
                table: "referrals",
                column: "referrer_customer_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "known_stages",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "referrals",
                schema: "customers");

            migrationBuilder.DropIndex(
                name: "ix_to_dos_wanted",
                schema: "customers",
                table: "to_dos");

            migrationBuilder.DropIndex(
                name: "ix_purchases_purchased_at_id",
                schema: "customers",
                table: "purchases");

            migrationBuilder.DropIndex(
                name: "ix_facts_stage_customer_id",
                schema: "customers",
                table: "facts");

            migrationBuilder.DropColumn(
                name: "wanted_key",
                schema: "customers",
                table: "to_dos");

            migrationBuilder.DropColumn(
                name: "stage",
                schema: "customers",
                table: "facts");
        }
    }
}
